import type { Api, Operation, RevisionContent, Subscription } from '../../../ledger/revision.ts'

/** A gateway configuration with nothing in it but what a test gives. */
export function contentOf(parts: Partial<RevisionContent>): RevisionContent {
  return {
    source: 'folder',
    apis: [],
    products: [],
    subscriptions: [],
    backends: [],
    namedValues: [],
    fragments: [],
    versionSets: [],
    ...parts,
  }
}

export function apiOf(parts: Partial<Api>): Api {
  return {
    id: 'orders',
    name: 'Orders',
    path: 'orders',
    revision: '1',
    isCurrent: true,
    isSubscriptionRequired: true,
    subscriptionKeyHeader: 'Ocp-Apim-Subscription-Key',
    subscriptionKeyQuery: 'subscription-key',
    operations: [operationOf({})],
    ...parts,
  }
}

export function operationOf(parts: Partial<Operation>): Operation {
  return {
    id: 'get',
    name: 'Get',
    method: 'GET',
    urlTemplate: '/all',
    examples: { path: {}, query: {} },
    ...parts,
  }
}

export function subscriptionOf(parts: Partial<Subscription>): Subscription {
  return {
    id: 'contoso',
    name: 'Contoso',
    scope: { kind: 'all' },
    state: 'active',
    primaryKey: 'key-of-contoso',
    secondaryKey: 'other-key-of-contoso',
    mayTrace: false,
    ...parts,
  }
}

export function policyOf(inbound: string) {
  return { file: 'policy.xml', xml: `<policies><inbound>${inbound}</inbound></policies>` }
}
