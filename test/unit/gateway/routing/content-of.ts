import type {
  Api,
  Operation,
  Product,
  RevisionContent,
  Subscription,
} from '../../../../ledger/revision.ts'

export function contentOf(parts: Partial<RevisionContent>): RevisionContent {
  return {
    source: 'memory',
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

/** `operations` as `GET /path`; that text is also the operation's id. */
export function apiOf(
  id: string,
  parts: Partial<Omit<Api, 'operations'>>,
  operations: string[],
): Api {
  return {
    id,
    name: id,
    path: id,
    revision: '1',
    isCurrent: true,
    isSubscriptionRequired: true,
    subscriptionKeyHeader: 'Ocp-Apim-Subscription-Key',
    subscriptionKeyQuery: 'subscription-key',
    operations: operations.map(operationOf),
    ...parts,
  }
}

function operationOf(text: string): Operation {
  const [method = '', urlTemplate = ''] = text.split(' ')
  return { id: text, name: text, method, urlTemplate, examples: { path: {}, query: {} } }
}

export function productOf(id: string, apiIds: string[], parts: Partial<Product> = {}): Product {
  return { id, name: id, isPublished: true, isSubscriptionRequired: true, apiIds, ...parts }
}

/** With the keys `<id>-1` and `<id>-2`. */
export function subscriptionOf(
  id: string,
  scope: Subscription['scope'],
  state: Subscription['state'] = 'active',
): Subscription {
  const [primaryKey, secondaryKey] = [`${id}-1`, `${id}-2`]
  return { id, name: id, scope, state, primaryKey, secondaryKey, mayTrace: false }
}
