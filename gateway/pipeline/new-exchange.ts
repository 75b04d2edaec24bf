import { randomUUID } from 'node:crypto'
import type { RequestIds } from '../../ledger/ids.ts'
import type { Api, Operation, Product, Subscription } from '../../ledger/revision.ts'
import type { Clock } from '../clock.ts'
import type { Plan } from '../policy/compile.ts'
import type { Value } from '../policy/expressions/value.ts'
import type { Recorder } from '../trace/recorder.ts'
import type { Departure } from './departure.ts'
import type {
  Attribution,
  BackendTarget,
  Deployment,
  Exchange,
  GatewayRequest,
  GatewayResponse,
  LastError,
} from './exchange.ts'

export type NewExchange = RequestIds & {
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
  readonly departure: Departure
  readonly trace?: ((source: string, message: string) => void) | undefined
  readonly recorder?: Recorder | undefined
}

/** The `context` of one request at its beginning. */
export function newExchange(given: NewExchange): Exchange {
  return new LiveExchange(given)
}

/** A class, for every request makes one: its fields are laid out once, its functions shared. */
class LiveExchange implements Exchange {
  readonly id = randomUUID()
  readonly requestId: number
  readonly attempt: number
  readonly receivedAtUs: number
  readonly receivedAtMs: number
  readonly clock: Clock
  readonly random: () => number
  readonly request: GatewayRequest
  response: GatewayResponse | undefined = undefined
  readonly api: Api | undefined
  readonly operation: Operation | undefined
  readonly product: Product | undefined
  readonly subscription: Subscription | undefined
  readonly deployment: Deployment
  lastError: LastError | undefined = undefined
  readonly attribution: Attribution = {
    layer: 'none',
    policy: '',
    scope: '',
    section: '',
    reason: '',
  }
  backend: BackendTarget | undefined
  cache: Exchange['cache'] = 'none'
  backendStatus = 0
  backendAttempts = 0
  backendUs = 0
  readonly needsResponseBody: boolean
  readonly plan: Plan
  readonly isPreflight: boolean
  onAnswer: Exchange['onAnswer'] = undefined
  readonly beforeSend: ((response: GatewayResponse) => void)[] = []
  readonly trace: (source: string, message: string) => void
  readonly recorder: Recorder | undefined
  readonly departure: Departure
  #variables: Map<string, Value> | undefined

  constructor(given: NewExchange) {
    const { match, plan, receivedAtUs } = given
    const serviceUrl = match?.api.serviceUrl
    this.requestId = given.requestId
    this.attempt = given.attempt
    this.receivedAtUs = receivedAtUs
    this.receivedAtMs = receivedAtUs / 1_000
    this.clock = given.clock
    this.random = given.random
    this.request = given.request
    this.api = match?.api
    this.operation = match?.operation
    this.product = given.product
    this.subscription = given.subscription
    this.deployment = given.deployment
    this.backend = serviceUrl === undefined ? undefined : { kind: 'url', baseUrl: serviceUrl }
    this.needsResponseBody = plan.needsResponseBody
    this.plan = plan
    this.isPreflight = given.isPreflight
    this.trace = given.trace ?? ignore
    this.recorder = given.recorder
    this.departure = given.departure
  }

  /** Most requests have none. */
  get variables(): Map<string, Value> {
    this.#variables ??= new Map()
    return this.#variables
  }

  get signal(): AbortSignal {
    return this.departure.signal
  }

  elapsedMs(): number {
    return (this.clock.nowUs() - this.receivedAtUs) / 1_000
  }

  unixMs(): number {
    return this.clock.unixMs()
  }
}

function ignore(): void {
  // Nobody traces this request.
}
