import type { LoadLaunch } from '../ledger/launch/load.ts'
import type { Api, Operation, Product, RevisionContent, Subscription } from '../ledger/revision.ts'
import { operationBodies } from './bodies/operation-bodies.ts'
import { demandsOf } from './policy-demands.ts'

export type LoadOperation = LoadLaunch['operations'][number]

/** Why an operation was left out of the mix. */
export type Obstacle = 'method' | 'example' | 'key' | 'token' | 'more' | 'policy'

export type Candidate =
  | { readonly operation: LoadOperation; readonly obstacle?: undefined }
  | { readonly operation?: undefined; readonly obstacle: Obstacle }

/** What around the configuration decides on which of its operations can be called. */
export type Surroundings = {
  /** Somebody mints JWTs. */
  readonly mintsTokens: boolean
  /** Files of policy documents that the gateway cannot run as written. */
  readonly failing: ReadonlySet<string>
  /** Of bodies that are made by schema. */
  readonly seed?: number
}

/**
 * The call that the configuration itself describes for one operation: GET, or POST with its
 * example body or bodies by its schema, its path with example values, and the key of an active subscription that reaches
 * it; or what is in the way of that.
 */
export function candidateOf(
  content: RevisionContent,
  api: Api,
  operation: Operation,
  { mintsTokens, failing, seed = 1 }: Surroundings,
): Candidate {
  const isRead = operation.method === 'GET'
  if (!isRead && operation.method !== 'POST') return { obstacle: 'method' }
  const body = isRead ? undefined : bodyOf(api, operation, seed)
  if (!isRead && body === undefined) return { obstacle: 'example' }
  const target = targetOf(content, api, operation)
  if (target === undefined) return { obstacle: 'example' }
  const access = accessOf(content, api, operation, failing)
  if (access === undefined) return { obstacle: 'key' }
  const { needsToken, needsMore, mayFail } = access.demands
  if (mayFail) return { obstacle: 'policy' }
  if (needsMore) return { obstacle: 'more' }
  if (needsToken && !mintsTokens) return { obstacle: 'token' }
  const key = access.subscription?.primaryKey
  return {
    operation: {
      name: `${api.id}/${operation.id}`,
      weight: 1,
      method: operation.method,
      path: target.path,
      headers: {
        ...target.headers,
        ...(key === undefined ? {} : { [api.subscriptionKeyHeader]: key }),
        ...(body === undefined ? {} : { 'content-type': body.contentType }),
      },
      ...body?.sent,
      needsToken,
    },
  }
}

/** Its example, or else bodies by its schema. */
function bodyOf(api: Api, operation: Operation, seed: number) {
  const { body } = operation.examples
  if (body !== undefined) return { contentType: body.contentType, sent: { body: body.content } }
  const made = operationBodies(api, operation, seed)
  return made && { contentType: made.contentType, sent: { bodies: [...made.bodies] } }
}

type Target = { readonly path: string; readonly headers: Readonly<Record<string, string>> }

function targetOf({ versionSets }: RevisionContent, api: Api, operation: Operation) {
  const [template = '/', templateQuery = ''] = operation.urlTemplate.split('?')
  const filled = filledTemplate(template, operation.examples.path)
  const filledQuery = filledTemplate(templateQuery, operation.examples.path)
  if (filled === undefined || filledQuery === undefined) return undefined
  const versionSet = versionSets.find(({ id }) => id === api.versionSetId)
  const version = api.version === undefined ? undefined : versionSet && api.version
  const isSegment = versionSet?.scheme === 'Segment' && version !== undefined
  const query = new URLSearchParams(filledQuery)
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(operation.examples.query)) query.set(name, value)
  if (version !== undefined && versionSet?.parameterName !== undefined) {
    if (versionSet.scheme === 'Query') query.set(versionSet.parameterName, version)
    if (versionSet.scheme === 'Header') headers[versionSet.parameterName] = version
  }
  const path = ['', ...[api.path, isSegment ? version : ''].filter((part) => part !== '')].join('/')
  const search = query.size === 0 ? '' : `?${query}`
  const target: Target = { path: `${path}${filled}${search}` || '/', headers }
  return target
}

/** Undefined when a parameter has no example; a wildcard is left empty, which it matches. */
function filledTemplate(
  template: string,
  examples: Readonly<Record<string, string>>,
): string | undefined {
  let isWhole = true
  const filled = template.replaceAll(/\{\*?([^}]*)\}|\*/g, (whole, name: string | undefined) => {
    if (whole === '*' || whole.startsWith('{*')) return ''
    const example = name === undefined ? undefined : examples[name]
    if (example === undefined || example === '') isWhole = false
    return encodeURIComponent(example ?? '')
  })
  return isWhole ? filled : undefined
}

type Access = {
  readonly subscription: Subscription | undefined
  readonly demands: ReturnType<typeof demandsOf>
}

/** The easiest way in: one that counts no calls first, for a mix of rejections measures little. */
function accessOf(
  content: RevisionContent,
  api: Api,
  operation: Operation,
  failing: ReadonlySet<string>,
): Access | undefined {
  const { globalPolicy, fragments, subscriptions } = content
  const apiId = api.id.replace(/;rev=.*$/, '')
  const products = content.products.filter(({ apiIds }) => apiIds.includes(apiId))
  const throughProduct = (product: Product | undefined) =>
    demandsOf([globalPolicy, product?.policy, api.policy, operation.policy], fragments, failing)
  const open = products.find((product) => product.isPublished && !product.isSubscriptionRequired)
  const keyless: Access[] =
    open !== undefined || !api.isSubscriptionRequired
      ? [{ subscription: undefined, demands: throughProduct(open) }]
      : []
  const keyed = subscriptions
    .filter(({ state }) => state === 'active')
    .flatMap((subscription): Access[] => {
      const { scope } = subscription
      if (scope.kind !== 'product') {
        const reaches = scope.kind === 'all' || scope.apiId === apiId
        return reaches ? [{ subscription, demands: throughProduct(undefined) }] : []
      }
      const product = products.find(({ id }) => id === scope.productId)
      return product === undefined ? [] : [{ subscription, demands: throughProduct(product) }]
    })
  return [...keyless, ...keyed].toSorted((a, b) => costOf(a) - costOf(b))[0]
}

function costOf({ demands: { mayFail, needsMore, needsToken, limits } }: Access): number {
  return Number(mayFail) * 8 + Number(needsMore) * 4 + Number(needsToken) * 2 + Number(limits)
}
