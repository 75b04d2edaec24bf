import { collectFindings } from '../../../gateway/config/errors.ts'
import { readSpecification } from '../../../gateway/config/openapi.ts'
import { operationsOfType } from '../../../gateway/config/operations-of-type.ts'
import { type RevisionContent, revisionContentSchema } from '../../../ledger/revision.ts'
import type { Behaviour, PolicyText } from './format.ts'

/** The configuration that a behaviour document describes. */
export function contentOf({ configuration, policies }: Behaviour): RevisionContent {
  const { products } = configuration
  // Its policies alone are enough to have a product, which is open then.
  const all =
    policies.product !== undefined && products.length === 0
      ? [{ ...openProduct, apis: configuration.apis.map(({ id }) => id) }]
      : products
  return revisionContentSchema.parse({
    source: 'memory',
    ...documented('globalPolicy', policies.global, 'global.xml'),
    apis: configuration.apis.map((api, index) => apiOf(api, index === 0 ? policies : {})),
    products: all.map(({ id, name, published, subscriptionRequired, apis, policy }, index) => ({
      id,
      name,
      isPublished: published,
      isSubscriptionRequired: subscriptionRequired,
      apiIds: apis,
      ...documented(
        'policy',
        policy ?? (index === 0 ? policies.product : undefined),
        'product.xml',
      ),
    })),
    subscriptions: configuration.subscriptions.map(({ id, scope, state, ownerId }) => ({
      id,
      name: id,
      scope: scopeOf(scope),
      state,
      ...(ownerId === undefined ? {} : { ownerId }),
      primaryKey: `${id}-primary`,
      secondaryKey: `${id}-secondary`,
      mayTrace: false,
    })),
    backends: configuration.backends.map(
      ({ id, url, members, headers, query, sessionCookie, circuitBreaker }) => ({
        id,
        kind: members === undefined ? 'single' : 'pool',
        ...(url === undefined ? {} : { url }),
        members: members ?? [],
        credentials: { headers, query },
        sessionCookie,
        circuitBreaker: circuitBreaker?.[0],
      }),
    ),
    namedValues: [
      ...namedValuesOf(configuration.namedValues, false),
      ...namedValuesOf(configuration.secrets, true),
    ],
    fragments: Object.entries(configuration.fragments).map(([id, xml]) => ({
      id,
      policy: { file: `${id}.xml`, xml },
    })),
    schemas: Object.entries(configuration.xmlSchemas).map(([id, document]) => ({
      id,
      kind: 'xml',
      document,
    })),
    ...(configuration.authorizations.length === 0
      ? {}
      : { authorizations: configuration.authorizations }),
    versionSets: configuration.versionSets.map(({ id, scheme, parameter }) => ({
      id,
      name: id,
      scheme,
      ...(parameter === undefined ? {} : { parameterName: parameter }),
    })),
  })
}

const openProduct: Behaviour['configuration']['products'][number] = {
  id: 'starter',
  name: 'Starter',
  published: true,
  subscriptionRequired: false,
  apis: [],
}

type ApiOf = Behaviour['configuration']['apis'][number]

function apiOf(api: ApiOf, policies: Behaviour['policies']) {
  return {
    id: api.id,
    name: api.name,
    path: api.path,
    revision: api.revision,
    isCurrent: api.isCurrent,
    ...(api.version === undefined ? {} : { version: api.version }),
    ...(api.versionSet === undefined ? {} : { versionSetId: api.versionSet }),
    ...(api.serviceUrl === null ? {} : { serviceUrl: api.serviceUrl }),
    isSubscriptionRequired: api.subscriptionRequired,
    subscriptionKeyHeader: api.keyHeader,
    subscriptionKeyQuery: api.keyQuery,
    ...documented('policy', api.policy ?? policies.api, 'api.xml'),
    ...described(api, policies),
  }
}

/** Its operations; those of a specification with the schemas that they share. */
function described(api: ApiOf, policies: Behaviour['policies']) {
  if (api.graphql !== undefined) {
    const operations = operationsOfType('graphql')
    return { operations, type: 'graphql', graphql: api.graphql }
  }
  if (api.specification === undefined) {
    const operations = api.operations.map(({ id, method, url, policy }) => ({
      id,
      name: `The ${id}`,
      method,
      urlTemplate: url,
      ...documented('policy', policy ?? policies.operation, 'operation.xml'),
      examples: { path: {}, query: {} },
    }))
    return { operations }
  }
  const findings = collectFindings()
  const read = readSpecification(api.specification, 'specification', findings)
  const problems = [...findings.errors, ...findings.warnings]
  if (read === undefined || problems.length > 0) throw new Error(JSON.stringify(problems))
  const operations = read.operations.map((one, index) => ({ id: `operation-${index}`, ...one }))
  return { operations, schemas: read.schemas }
}

function documented(field: string, policy: PolicyText | undefined, file: string) {
  return policy === undefined ? {} : { [field]: { file, xml: xmlOf(policy) } }
}

function xmlOf(policy: PolicyText): string {
  if (typeof policy === 'string') return policy
  const sections = Object.entries(policy).map(([name, xml]) => `<${name}>${xml}</${name}>`)
  return `<policies>${sections.join('')}</policies>`
}

function scopeOf(scope: string) {
  const [kind = '', id = ''] = scope.split('/')
  if (kind === 'all') return { kind }
  return kind === 'product' ? { kind, productId: id } : { kind, apiId: id }
}

function namedValuesOf(values: Readonly<Record<string, string>>, isSecret: boolean) {
  return Object.entries(values).map(([name, value]) => ({
    id: name,
    displayName: name,
    value,
    isSecret,
  }))
}
