import type { Problem } from '../ledger/errors.ts'
import type { RequestIds } from '../ledger/ids.ts'
import { isIntact, type Revision } from '../ledger/revision.ts'
import { compileBackends } from './backends/caller.ts'
import type { CircuitWatch } from './backends/circuit.ts'
import { type Circuits, circuitsFor } from './backends/circuits.ts'
import type { BackendPools } from './backends/pools.ts'
import type { Clock } from './clock.ts'
import { tornRevision } from './errors.ts'
import { type Admission, compileAdmission } from './pipeline/admit.ts'
import { Departure } from './pipeline/departure.ts'
import type { Deployment, Exchange } from './pipeline/exchange.ts'
import { newExchange } from './pipeline/new-exchange.ts'
import { errorResponse } from './pipeline/response.ts'
import { runPipeline } from './pipeline/run.ts'
import { internalServerError } from './pipeline/steps.ts'
import { compilePolicies } from './policy/compile.ts'
import { reject } from './policy/define-policy.ts'
import { policies } from './policy/policies.ts'
import type { Tools } from './policy/tools.ts'
import { endedRecord, type RequestWitness, receivedRecord } from './telemetry/request-ledger.ts'
import type { Governor } from './transport/governor.ts'
import {
  type Arrival,
  type ArrivedRequest,
  type ClientMessage,
  type ReadRequest,
  readRequest,
} from './transport/read-request.ts'
import { type ClientAnswer, closeAfter, send } from './transport/send.ts'

export type InstanceOptions = {
  readonly clock: Clock
  readonly pools: BackendPools
  /** All but what belongs to one revision. */
  readonly tools: Omit<Tools, 'backends'>
  readonly deployment: Deployment
  readonly idsOf: (traceparent: string | undefined) => RequestIds
  readonly random: () => number
  readonly witness: RequestWitness
  /** Is told when the circuit of a backend opens or closes. */
  readonly circuitChanged: CircuitWatch
  readonly governor: Governor | undefined
  /** Warnings of policy documents are errors then. */
  readonly isStrict: boolean
  /** Says that a request ran into a defect of the gateway. */
  readonly defect: (error: unknown) => void
}

export type Instance = {
  /**
   * Serves another revision from the next request on; requests under way end with theirs. Throws
   * a GatedrillError, and goes on with the one before, when it is torn or cannot be compiled.
   * A number that is not above the present one changes nothing. True when it was applied.
   */
  apply(revision: Revision): boolean
  /** 0 before the first. */
  readonly revisionNumber: number
  readonly warnings: readonly Problem[]
  handle(message: ClientMessage, response: ClientAnswer, arrival: Arrival): void
}

type Served = {
  readonly number: number
  readonly admit: (request: ReadRequest) => Admission
  readonly warnings: readonly Problem[]
  readonly circuits: Circuits
}

/** One gateway: a revision that it serves, and the requests that it answers. */
export function newInstance(options: InstanceOptions): Instance {
  const { clock, pools, tools, isStrict, witness, defect } = options
  let served: Served | undefined

  function apply(revision: Revision): boolean {
    if (revision.number <= (served?.number ?? 0)) return false
    if (!isIntact(revision)) throw tornRevision(revision.number)
    const { content } = revision
    const before = served?.circuits ?? new Map()
    const circuits = circuitsFor(content.backends, before, clock, options.circuitChanged)
    const backends = compileBackends({ content, pools, clock, circuits })
    const plans = compilePolicies({ content, tools: { ...tools, backends }, policies, isStrict })
    const admit = compileAdmission(content, plans)
    // One assignment: no request ever sees half of a revision.
    served = { number: revision.number, admit, warnings: plans.warnings, circuits }
    return true
  }

  async function serve(
    message: ClientMessage,
    response: ClientAnswer,
    arrival: Arrival,
    using: Served,
  ) {
    const receivedAtUs = clock.nowUs()
    const governed = options.governor?.enter()
    const departure = new Departure()
    const read = readRequest(message, arrival)
    if (read.refused !== undefined) closeAfter(response)
    const { exchange, admission } = exchangeOf(read, departure, using, receivedAtUs, options)
    witness(receivedRecord(exchange, using.number))
    response.once('close', () => {
      const isAnswered = response.writableFinished
      if (!isAnswered) departure.leave()
      const event = isAnswered ? 'answered' : 'abandoned'
      witness(endedRecord(exchange, using.number, event, clock.nowUs()))
    })
    if (governed !== undefined) await governed
    try {
      const made = runPipeline(exchange, admission.plan, admission.refused)
      send(made instanceof Promise ? await made : made, response, exchange.request.method)
    } catch (error) {
      defect(error)
      answerDefect(exchange, response)
    }
  }

  return {
    apply,
    get revisionNumber() {
      return served?.number ?? 0
    },
    get warnings() {
      return served?.warnings ?? []
    },
    handle(message, response, arrival) {
      if (served === undefined) response.destroy()
      else void serve(message, response, arrival, served)
    },
  }
}

function exchangeOf(
  read: ArrivedRequest,
  departure: Departure,
  { admit }: Served,
  receivedAtUs: number,
  { clock, deployment, idsOf, random }: InstanceOptions,
): { readonly exchange: Exchange; readonly admission: Admission } {
  const admission = admit(read)
  read.url.path = admission.path
  read.matchedParameters = admission.matchedParameters
  const { requestId, attempt } = idsOf(read.headers.first('traceparent'))
  const exchange = newExchange({
    requestId,
    attempt,
    receivedAtUs,
    request: read,
    match: admission.match,
    product: admission.product,
    subscription: admission.subscription,
    isPreflight: admission.isPreflight,
    plan: admission.plan,
    deployment,
    clock,
    random,
    departure,
  })
  return { exchange, admission }
}

/** A defect must not look like anything else: it says so in the ledger, and the client gets 500. */
function answerDefect(exchange: Exchange, response: ClientAnswer): void {
  const { attribution } = exchange
  attribution.layer = 'gateway'
  attribution.policy = 'gateway'
  attribution.reason = 'InternalError'
  if (response.headersSent) {
    response.destroy()
    return
  }
  const stop = reject(500, 'InternalError', '', {}, internalServerError)
  if (stop.stop === 'fail') exchange.response = errorResponse(stop, exchange.id)
  if (exchange.response !== undefined) send(exchange.response, response, exchange.request.method)
}
