import type {
  Api,
  BackendEntity,
  Operation,
  Product,
  RevisionContent,
  Subscription,
} from '../../ledger/revision.ts'
import { type Properties, textOfProperties } from './information-file.ts'

/** Files of a service's own resources and of its workspaces, all ids without the workspace's. */
type Put = (path: string, properties: Properties) => void

/**
 * A configuration as an artifact folder, for one that came without: what a reader of such folders
 * makes of it is this configuration again.
 */
export function artifactsOfContent(content: RevisionContent): Map<string, string> {
  const texts = new Map<string, string>()
  const put: Put = (path, properties) => void texts.set(path, textOfProperties(properties))
  const document = (folder: string, policy: { readonly xml: string } | undefined) => {
    if (policy !== undefined) texts.set(`${folder}policy.xml`, policy.xml)
  }
  document('', content.globalPolicy)
  for (const { id, name, policy, namedValues, fragments } of content.workspaces ?? []) {
    put(`workspaces/${id}/workspaceInformation.json`, { displayName: name })
    document(`workspaces/${id}/`, policy)
    putInner({ namedValues, fragments }, `workspaces/${id}/`, put, document)
  }
  putInner(content, '', put, document)
  for (const api of content.apis) {
    const folder = placeOf('apis', api.id)
    put(`${folder}apiInformation.json`, propertiesOfApi(api))
    document(folder, api.policy)
    for (const operation of api.operations) {
      const at = `${folder}operations/${operation.id}/`
      put(`${at}operationInformation.json`, propertiesOfOperation(operation))
      document(at, operation.policy)
    }
  }
  for (const product of content.products) {
    const folder = placeOf('products', product.id)
    put(`${folder}productInformation.json`, propertiesOfProduct(product))
    document(folder, product.policy)
    for (const id of product.apiIds) {
      texts.set(`${folder}apis/${lastOf(id)}/productApiInformation.json`, '{}\n')
    }
  }
  for (const subscription of content.subscriptions) putSubscription(subscription, put)
  for (const backend of content.backends) {
    const path = `${placeOf('backends', backend.id)}backendInformation.json`
    put(path, propertiesOfBackend(backend))
  }
  for (const { id, name, scheme, parameterName } of content.versionSets) {
    put(`${placeOf('version sets', id)}versionSetInformation.json`, {
      displayName: name,
      versioningScheme: scheme,
      ...(scheme === 'Header' ? { versionHeaderName: parameterName } : {}),
      ...(scheme === 'Query' ? { versionQueryName: parameterName } : {}),
    })
  }
  putOthers(content, put)
  return texts
}

type Inner = Pick<RevisionContent, 'namedValues' | 'fragments'>
type PutDocument = (folder: string, policy: { readonly xml: string } | undefined) => void

function putInner(
  { namedValues, fragments }: Inner,
  folder: string,
  put: Put,
  document: PutDocument,
): void {
  for (const { id, displayName, value, isSecret } of namedValues) {
    const shown = isSecret || value === undefined ? {} : { value }
    const path = `${folder}named values/${id}/namedValueInformation.json`
    put(path, { displayName, secret: isSecret, ...shown })
  }
  for (const { id, policy } of fragments) {
    put(`${folder}policy fragments/${id}/policyFragmentInformation.json`, {})
    document(`${folder}policy fragments/${id}/`, policy)
  }
}

function putOthers(content: RevisionContent, put: Put): void {
  for (const { id, type } of content.loggers ?? []) {
    put(`${placeOf('loggers', id)}loggerInformation.json`, { loggerType: type })
  }
  for (const one of content.diagnostics ?? []) {
    const api = one.apiId === undefined || one.apiId.endsWith('/*') ? undefined : one.apiId
    const root = api === undefined ? workspaceRootOf(one.apiId ?? '') : placeOf('apis', api)
    put(`${root}diagnostics/${one.id}/diagnosticInformation.json`, {
      loggerId: `/loggers/${lastOf(one.loggerId)}`,
      sampling: { samplingType: 'fixed', percentage: one.samplingPercent },
      verbosity: one.verbosity,
      ...(one.logsAllErrors ? { alwaysLog: 'allErrors' } : {}),
    })
  }
  for (const { id, apiIds } of content.gateways ?? []) {
    put(`gateways/${id}/gatewayInformation.json`, {})
    for (const api of apiIds) put(`gateways/${id}/apis/${api}/gatewayApiInformation.json`, {})
  }
  for (const { providerId, id, scope: scopes, ...rest } of content.authorizations ?? []) {
    const root = `authorizationProviders/${providerId}`
    const grantTypes = { clientCredentials: {} }
    put(`${root}/authorizationProviderInformation.json`, { oauth2: { grantTypes } })
    const path = `${root}/authorizations/${id}/authorizationInformation.json`
    put(path, { oauth2grantType: 'ClientCredentials', parameters: { scopes, ...rest } })
  }
  for (const { id, kind, document } of content.schemas ?? []) {
    put(`schemas/${id}/schemaInformation.json`, { schemaType: kind, document })
  }
  for (const { id, certificate } of content.certificates ?? []) {
    put(`certificates/${id}/certificateInformation.json`, { certificate })
  }
}

function propertiesOfApi(api: Api): Properties {
  const { schemas, xmlSchemas, graphql } = api
  const extras = { schemas, xmlSchemas, graphql }
  const hasExtras = Object.values(extras).some((one) => one !== undefined)
  return {
    displayName: api.name,
    path: api.path,
    apiRevision: api.revision,
    isCurrent: api.isCurrent,
    apiVersion: api.version,
    ...(api.versionSetId === undefined
      ? {}
      : { apiVersionSetId: `/apiVersionSets/${lastOf(api.versionSetId)}` }),
    serviceUrl: api.serviceUrl,
    type: api.type ?? 'http',
    subscriptionRequired: api.isSubscriptionRequired,
    subscriptionKeyParameterNames: {
      header: api.subscriptionKeyHeader,
      query: api.subscriptionKeyQuery,
    },
    ...(hasExtras ? { gatedrill: extras } : {}),
  }
}

/** Its schemas stand in it whole: ARM has no place for schemas without a name. */
function propertiesOfOperation(operation: Operation): Properties {
  const { name, method, urlTemplate, examples, definition } = operation
  return { displayName: name, method, urlTemplate, gatedrill: { examples, definition } }
}

function propertiesOfProduct({ name, isPublished, isSubscriptionRequired }: Product): Properties {
  return {
    displayName: name,
    state: isPublished ? 'published' : 'notPublished',
    subscriptionRequired: isSubscriptionRequired,
  }
}

function putSubscription(subscription: Subscription, put: Put): void {
  const { id, name, state, ownerId, mayTrace, owner } = subscription
  put(`${placeOf('subscriptions', id)}subscriptionInformation.json`, {
    displayName: name,
    scope: scopeOf(subscription),
    state,
    ownerId,
    allowTracing: mayTrace,
  })
  if (owner === undefined) return
  const { id: userId, groups, registeredAt, ...named } = owner
  const root = `${workspaceRootOf(id)}users/${userId}/`
  put(`${root}userInformation.json`, { ...named, registrationDate: registeredAt })
  for (const group of groups) {
    put(`${root}groups/${group.id}/groupInformation.json`, {})
    const path = `${workspaceRootOf(id)}groups/${group.id}/groupInformation.json`
    put(path, { displayName: group.name })
  }
}

function scopeOf({ scope, id }: Subscription): string {
  const root = workspaceRootOf(id)
  if (scope.kind === 'all') return root === '' ? '/apis' : `/${root}`.replace(/\/$/, '')
  const [collection, of] =
    scope.kind === 'product' ? ['products', scope.productId] : ['apis', scope.apiId]
  return `/${root}${collection}/${lastOf(of)}`
}

function propertiesOfBackend({ url, members, credentials, ...backend }: BackendEntity): Properties {
  const { circuitBreaker: breaker, tls } = backend
  const services = members.map(({ id, weight, priority }) => ({
    id: `/backends/${lastOf(id)}`,
    weight,
    priority,
  }))
  const { sessionCookie: name } = backend
  const sessionAffinity = name && { sessionId: { source: 'Cookie', name } }
  return {
    url,
    protocol: 'http',
    type: backend.kind === 'pool' ? 'Pool' : 'Single',
    ...(backend.kind === 'pool'
      ? { pool: { services, ...(sessionAffinity ? { sessionAffinity } : {}) } }
      : {}),
    credentials: { header: credentials.headers, query: credentials.query },
    ...(tls && {
      tls: {
        validateCertificateChain: tls.validatesChain,
        validateCertificateName: tls.validatesName,
      },
    }),
    ...(breaker && { circuitBreaker: { rules: [ruleOf(breaker)] } }),
  }
}

function ruleOf(breaker: NonNullable<BackendEntity['circuitBreaker']>): Properties {
  return {
    name: breaker.name,
    failureCondition: {
      count: breaker.count,
      percentage: breaker.percentage,
      interval: durationOf(breaker.intervalMs),
      statusCodeRanges: breaker.statusRanges,
      errorReasons: breaker.errorReasons,
    },
    tripDuration: durationOf(breaker.tripMs),
    acceptRetryAfter: breaker.acceptsRetryAfter,
  }
}

/** ISO 8601, in seconds. */
function durationOf(ms: number): string {
  return `PT${ms / 1_000}S`
}

/** `workspaces/sales/apis/orders/` for `sales/orders`. */
function placeOf(collection: string, id: string): string {
  return `${workspaceRootOf(id)}${collection}/${lastOf(id)}/`
}

function workspaceRootOf(id: string): string {
  const slash = id.indexOf('/')
  return slash < 0 ? '' : `workspaces/${id.slice(0, slash)}/`
}

function lastOf(id: string): string {
  return id.slice(id.indexOf('/') + 1)
}
