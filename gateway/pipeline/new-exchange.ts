import { randomUUID } from 'node:crypto'
import type { Api, Operation, Product, Subscription } from '../../ledger/revision.ts'
import type { Clock } from '../clock.ts'
import type { Plan } from '../policy/compile.ts'
import type { Deployment, Exchange, GatewayRequest } from './exchange.ts'

export type NewExchange = {
  readonly requestId: number
  readonly attempt: number
  readonly receivedAtUs: number
  readonly request: GatewayRequest
  /** Undefined when the request matches no API. */
  readonly match: { readonly api: Api; readonly operation: Operation | undefined } | undefined
  readonly product: Product | undefined
  readonly subscription: Subscription | undefined
  readonly isPreflight: boolean
  readonly plan: Plan
  readonly deployment: Deployment
  readonly clock: Clock
  readonly random: () => number
  readonly signal: () => AbortSignal
  readonly trace?: (source: string, message: string) => void
}

/** The `context` of one request at its beginning. */
export function newExchange(given: NewExchange): Exchange {
  const { receivedAtUs, match, clock, signal, trace } = given
  const serviceUrl = match?.api.serviceUrl
  return {
    id: randomUUID(),
    requestId: given.requestId,
    attempt: given.attempt,
    receivedAtUs,
    receivedAtMs: receivedAtUs / 1_000,
    elapsedMs: () => (clock.nowUs() - receivedAtUs) / 1_000,
    unixMs: clock.unixMs,
    random: given.random,
    request: given.request,
    response: undefined,
    variables: new Map(),
    api: match?.api,
    operation: match?.operation,
    product: given.product,
    subscription: given.subscription,
    deployment: given.deployment,
    lastError: undefined,
    attribution: { layer: 'none', policy: '', scope: '', section: '', reason: '' },
    backend: serviceUrl === undefined ? undefined : { kind: 'url', baseUrl: serviceUrl },
    cache: 'none',
    backendStatus: 0,
    backendAttempts: 0,
    backendUs: 0,
    plan: given.plan,
    needsResponseBody: given.plan.needsResponseBody,
    isPreflight: given.isPreflight,
    beforeSend: [],
    trace: trace ?? ignore,
    // Made only when somebody wants to know: most requests end without their client leaving.
    get signal() {
      return signal()
    },
  }
}

function ignore(): void {
  // Nobody traces this request.
}
