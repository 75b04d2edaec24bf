import type { Api, Product, RevisionContent, Subscription } from '../../ledger/revision.ts'
import { apiIdWithoutRevision } from '../config/resource-id.ts'
import { type Place, reject, type Stop } from '../policy/define-policy.ts'
import { type Query, queryValueOf } from './operation-table.ts'
import type { HeadersRead } from './router.ts'

/** Under which product and subscription a request runs; both may be absent. */
export type Access = {
  readonly stop?: undefined
  readonly product: Product | undefined
  readonly subscription: Subscription | undefined
}

/** LastError.Source of its rejections; a built-in step has no section. */
const place: Place = { policy: 'authorization', policyId: '', scope: '', section: '', path: '' }

/** Decides by the subscription key of a request; `host` is the one that the client called. */
export type Authorizer = (
  api: Api,
  headers: HeadersRead,
  query: Query,
  host: string,
) => Access | Stop

const missingKey =
  'Access denied due to missing subscription key. Make sure to include subscription key when ' +
  'making requests to an API.'
const invalidKey =
  'Access denied due to invalid subscription key. Make sure to provide a valid key for an ' +
  'active subscription.'

/**
 * Compiles the rules of subscription keys. A key in the header comes before one in the query. A
 * key must belong to an active subscription that reaches the API; only a subscription to a product
 * brings that product's policies. Without a key, an open product or an API that needs none lets
 * the request in. Source: APIM, api-management-subscriptions.
 */
export function compileAuthorizer(content: RevisionContent): Authorizer {
  const subscriptionByKey = new Map<string, Subscription>()
  for (const subscription of content.subscriptions) {
    for (const key of [subscription.primaryKey, subscription.secondaryKey]) {
      // An empty key would let everybody in who sends an empty header.
      if (key !== '' && !subscriptionByKey.has(key)) subscriptionByKey.set(key, subscription)
    }
  }
  const rules = new Map(content.apis.map((api) => [api.id, rulesOf(api, content)]))

  return (api, headers, query, host) => {
    const rule = rules.get(api.id) ?? rulesOf(api, content)
    const key = headers.first(api.subscriptionKeyHeader) || keyInQuery(api, query)
    if (key === undefined) {
      if (rule.withoutKey !== undefined) return rule.withoutKey
      return deniedBy(rule, host, 'SubscriptionKeyNotFound', missingKey)
    }
    const subscription = subscriptionByKey.get(key)
    const access = subscription && rule.accessOf.get(subscription.id)
    return access ?? deniedBy(rule, host, 'SubscriptionKeyInvalid', invalidKey)
  }
}

type Rules = {
  /** By subscription id, for active subscriptions that reach this API. */
  readonly accessOf: ReadonlyMap<string, Access>
  readonly withoutKey: Access | undefined
  readonly challengePath: string
  readonly challengeName: string
}

function rulesOf(api: Api, { products, subscriptions }: RevisionContent): Rules {
  const baseId = apiIdWithoutRevision(api.id)
  const containing = products.filter(({ apiIds }) => apiIds.includes(baseId))
  const accessOf = new Map<string, Access>()
  for (const subscription of subscriptions) {
    if (subscription.state !== 'active') continue
    const access = accessThrough(subscription, api, containing)
    if (access !== undefined) accessOf.set(subscription.id, access)
  }
  const open = containing.find((product) => !product.isSubscriptionRequired && product.isPublished)
  const isOpen = open !== undefined || !api.isSubscriptionRequired
  return {
    accessOf,
    withoutKey: isOpen ? { product: open, subscription: undefined } : undefined,
    challengePath: api.path,
    challengeName: api.subscriptionKeyHeader,
  }
}

function accessThrough(
  subscription: Subscription,
  { id, workspaceId }: Api,
  containing: readonly Product[],
): Access | undefined {
  const { scope } = subscription
  if (scope.kind === 'product') {
    const product = containing.find((one) => one.id === scope.productId)
    return product && { product, subscription }
  }
  // All APIs of a workspace are not those of the others.
  const reaches =
    scope.kind === 'all'
      ? scope.workspaceId === undefined || scope.workspaceId === workspaceId
      : scope.apiId === apiIdWithoutRevision(id)
  return reaches ? { product: undefined, subscription } : undefined
}

function keyInQuery(api: Api, query: Query): string | undefined {
  return queryValueOf(query, api.subscriptionKeyQuery) || undefined
}

function deniedBy(rule: Rules, host: string, reason: string, message: string): Stop {
  const { challengePath, challengeName } = rule
  const challenge = `realm="https://${host}/${challengePath}",name="${challengeName}",type="header"`
  const headers = { 'WWW-Authenticate': `AzureApiManagementKey ${challenge}` }
  return { ...reject(401, reason, message, headers), place }
}
