import type {
  Api,
  Operation,
  Product,
  RevisionContent,
  Subscription,
} from '../../ledger/revision.ts'
import type { Plan, Plans } from '../policy/compile.ts'
import { crossDomainPath } from '../policy/cross-domain-path.ts'
import type { Stop } from '../policy/define-policy.ts'
import { compileAuthorizer } from '../routing/authorize.ts'
import { compileRouter } from '../routing/router.ts'
import type { ReadRequest } from '../transport/read-request.ts'
import { upgradeRequired } from '../transport/refusals.ts'
import { operationNotFound } from './run.ts'

/** What a request calls, what it runs, and why it may not. */
export type Admission = {
  readonly match: { readonly api: Api; readonly operation: Operation | undefined } | undefined
  readonly matchedParameters: ReadonlyMap<string, string>
  /** The path behind the API's: what the backend's base URL is put before. */
  readonly path: string
  readonly product: Product | undefined
  readonly subscription: Subscription | undefined
  readonly plan: Plan
  readonly refused: Stop | undefined
  readonly isPreflight: boolean
}

const none: ReadonlyMap<string, string> = new Map()

/**
 * Compiles the way in: route, then CORS preflight, then subscription key. An `OPTIONS` operation
 * of the API's own comes before the preflight. Source: APIM, cors policy, subscriptions.
 */
export function compileAdmission(
  content: RevisionContent,
  plans: Plans,
): (request: ReadRequest) => Admission {
  const router = compileRouter(content)
  const authorize = compileAuthorizer(content)

  return (request) => {
    const { method, url, headers } = request
    if (request.refused !== undefined) return refusedAtDoor(request)
    const match = router.match(method, url.path, url.query, headers)
    if (match === undefined)
      return crossDomainOf(request) ?? preflightOf(request) ?? notFound(request)
    const { api, operation, matchedParameters, pathBehindApi } = match
    const access = authorize(api, headers, url.query, headers.first('host') ?? '')
    const isRefused = access.stop !== undefined
    const product = isRefused ? undefined : access.product
    return {
      match: { api, operation },
      matchedParameters,
      path: pathBehindApi,
      product,
      subscription: isRefused ? undefined : access.subscription,
      plan: plans.planOf(product, api, operation),
      refused: isRefused ? access : refusalByType(api, request),
      isPreflight: false,
    }
  }

  /** Like a preflight: of all policies only those run that have an answer. */
  function crossDomainOf({ method, url: { path } }: ReadRequest): Admission | undefined {
    if (path !== crossDomainPath || method !== 'GET') return undefined
    const global = plans.planOf(undefined, undefined, undefined)
    if (global.crossDomain.length === 0) return undefined
    const plan = { ...global, preflight: global.crossDomain }
    return { ...nothing(path), plan, isPreflight: true }
  }

  function preflightOf({ method, url, headers }: ReadRequest): Admission | undefined {
    if (method !== 'OPTIONS' || !headers.has('origin')) return undefined
    const asked = headers.first('access-control-request-method')?.toUpperCase()
    const match = asked && router.match(asked, url.path, url.query, headers)
    const api = match ? match.api : router.findApi(url.path, url.query, headers)
    if (api === undefined) return undefined
    const operation = match ? match.operation : undefined
    // Browsers send no header with the key: only one in the query, or an open product, has a
    // product whose `cors` can answer.
    const access = authorize(api, headers, url.query, headers.first('host') ?? '')
    const product = access.stop === undefined ? access.product : undefined
    const plan = plans.planOf(product, api, operation)
    if (plan.preflight.length === 0) return undefined
    return { ...nothing(url.path), match: { api, operation }, product, plan, isPreflight: true }
  }

  /** Of a request that is not even well-formed only the global `on-error` runs. */
  function refusedAtDoor({ url, refused }: ReadRequest): Admission {
    const plan = plans.planOf(undefined, undefined, undefined)
    return { ...nothing(url.path), plan, refused }
  }

  /** The API's own `on-error` runs where only the operation is unknown. */
  function notFound({ url, headers }: ReadRequest): Admission {
    const api = router.findApi(url.path, url.query, headers)
    const match = api && { api, operation: undefined }
    const plan = plans.planOf(undefined, api, undefined)
    return { ...nothing(url.path), match, plan, refused: operationNotFound }
  }
}

/** A WebSocket API has nothing to say to those who do not want one. */
function refusalByType({ type }: Api, { upgrade }: ReadRequest): Stop | undefined {
  return type === 'websocket' && upgrade === undefined ? upgradeRequired : undefined
}

function nothing(path: string): Omit<Admission, 'plan'> {
  return {
    match: undefined,
    matchedParameters: none,
    path,
    product: undefined,
    subscription: undefined,
    refused: undefined,
    isPreflight: false,
  }
}
