import type { Problem } from '../ledger/errors.ts'
import type { RequestIds } from '../ledger/ids.ts'
import { isIntact, type Revision } from '../ledger/revision.ts'
import { compileBackends } from './backends/caller.ts'
import type { CircuitWatch } from './backends/circuit.ts'
import { type Circuits, circuitsFor } from './backends/circuits.ts'
import type { BackendPools } from './backends/pools.ts'
import type { Clock } from './clock.ts'
import { tornRevision, withoutRevision } from './errors.ts'
import { type Admission, compileAdmission } from './pipeline/admit.ts'
import { Departure } from './pipeline/departure.ts'
import type { Deployment, Exchange, GatewayResponse } from './pipeline/exchange.ts'
import { newExchange } from './pipeline/new-exchange.ts'
import { runPipeline } from './pipeline/run.ts'
import { compilePolicies } from './policy/compile.ts'
import { policies } from './policy/policies.ts'
import type { Tools } from './policy/tools.ts'
import { endedRecord, type RequestWitness, receivedRecord } from './telemetry/request-ledger.ts'
import {
  compileRequestLogs,
  type RequestLogOptions,
  type RequestLogs,
} from './telemetry/request-log.ts'
import { recorded } from './trace/recorded.ts'
import type { Recorder } from './trace/recorder.ts'
import type { RequestTrace } from './trace/trace.ts'
import type { TraceDesk } from './trace/trace-desk.ts'
import { type TracedRequests, tracedRequests } from './trace/traced-requests.ts'
import { answerDefect, turnAway } from './transport/answer-alone.ts'
import type { Governor } from './transport/governor.ts'
import {
  type Arrival,
  type ArrivedRequest,
  type ClientMessage,
  plainArrival,
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
  /** Absent: it lets in all that come. */
  readonly governor?: Governor | undefined
  /** Warnings of policy documents are errors then. */
  readonly isStrict: boolean
  /** Who may trace a request, and where traces are kept; absent: nobody may. */
  readonly traceDesk?: TraceDesk | undefined
  /** Where requests are logged that diagnostics ask for; absent: nowhere. */
  readonly requestLog?: RequestLogOptions | undefined
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
  /** `arrival` is absent for connections in the clear, without limits. */
  handle(message: ClientMessage, response: ClientAnswer, arrival?: Arrival): void
  /** Answers one request without a connection, and tells how. No ledger knows of it. */
  explain(request: ArrivedRequest): Promise<Explained>
}

/** What became of a request that nobody sent; the body may still be a stream. */
export type Explained = {
  readonly trace: RequestTrace
  readonly response: GatewayResponse
  /** A text with the secrets of this request hidden. */
  readonly hidden: (text: string) => string
}

type Served = {
  readonly number: number
  readonly admit: (request: ReadRequest) => Admission
  readonly warnings: readonly Problem[]
  readonly circuits: Circuits
  readonly traced: TracedRequests
  /** Undefined when nobody logs anything. */
  readonly logs: RequestLogs | undefined
}

/** One gateway: a revision that it serves, and the requests that it answers. */
export function newInstance(options: InstanceOptions): Instance {
  const { clock, witness, defect, governor } = options
  let served: Served | undefined

  async function serve(
    message: ClientMessage,
    response: ClientAnswer,
    arrival: Arrival,
    using: Served,
  ) {
    const receivedAtUs = clock.nowUs()
    const governed = governor?.enter()
    const departure = new Departure()
    const read = readRequest(message, arrival)
    if (read.refused !== undefined) closeAfter(response)
    const plain = using.admit(read)
    const asked = using.traced.asked(read, plain, receivedAtUs)
    const admission = asked?.admission ?? plain
    const admitted = { read, admission, recorder: asked?.recorder, departure, receivedAtUs }
    const exchange = exchangeOf(admitted, options)
    witness(receivedRecord(exchange, using.number))
    using.logs?.begin(exchange)
    response.once('close', () => {
      const isAnswered = response.writableFinished
      if (!isAnswered) departure.leave()
      tellEnd(exchange, using, isAnswered ? 'answered' : 'abandoned', options)
    })
    if (governed === 'full') return turnAway(exchange, response, governor?.whenFull)
    if (governed !== undefined) await governed
    try {
      const made = runPipeline(exchange, admission.plan, admission.refused)
      const answer = made instanceof Promise ? await made : made
      if (asked !== undefined) using.traced.close(asked, exchange, answer)
      exchange.log?.answered(answer)
      send(answer, response, exchange.request.method)
    } catch (error) {
      defect(error)
      answerDefect(exchange, response)
    }
  }

  /** Not even a defect could be answered: the client sees the connection end. */
  function broken(error: unknown, response: ClientAnswer): void {
    defect(error)
    response.destroy()
  }

  return {
    apply(revision) {
      if (revision.number <= (served?.number ?? 0)) return false
      // One assignment: no request ever sees half of a revision.
      served = compiled(revision, served, options)
      return true
    },
    get revisionNumber() {
      return served?.number ?? 0
    },
    get warnings() {
      return served?.warnings ?? []
    },
    handle(message, response, arrival = plainArrival) {
      if (served === undefined) response.destroy()
      else serve(message, response, arrival, served).catch((error) => broken(error, response))
    },
    explain: (read) => explained(read, served, options),
  }
}

function tellEnd(
  exchange: Exchange,
  { number, logs }: Served,
  event: 'answered' | 'abandoned',
  { clock, witness }: InstanceOptions,
): void {
  const endedAtUs = clock.nowUs()
  witness(endedRecord(exchange, number, event, endedAtUs))
  if (exchange.log !== undefined) logs?.end(exchange.log, exchange, endedAtUs)
}

async function explained(
  read: ArrivedRequest,
  served: Served | undefined,
  options: InstanceOptions,
): Promise<Explained> {
  if (served === undefined) throw withoutRevision()
  const { traced, number } = served
  // Its time is not the request's.
  traced.prepare()
  const receivedAtUs = options.clock.nowUs()
  const { admission, recorder } = traced.granted(read, receivedAtUs)
  const departure = new Departure()
  const exchange = exchangeOf({ read, admission, recorder, departure, receivedAtUs }, options)
  const response = await runPipeline(exchange, admission.plan, admission.refused)
  const trace = recorder.finish(exchange, response, number)
  return { trace, response, hidden: (text) => recorder.hidden(text) }
}

function compiled(
  revision: Revision,
  before: Served | undefined,
  { clock, pools, tools, isStrict, circuitChanged, traceDesk, requestLog }: InstanceOptions,
): Served {
  if (!isIntact(revision)) throw tornRevision(revision.number)
  const { content, number } = revision
  const circuits = circuitsFor(
    content.backends,
    before?.circuits ?? new Map(),
    clock,
    circuitChanged,
  )
  const backends = compileBackends({ content, pools, clock, circuits })
  const given = { content, tools: { ...tools, backends }, policies, isStrict }
  const plans = compilePolicies(given)
  const traced = tracedRequests({
    desk: traceDesk,
    clock,
    content,
    revisionNumber: number,
    compile: () => compileAdmission(content, compilePolicies({ ...given, instrument: recorded })),
  })
  const admit = compileAdmission(content, plans)
  const logs = requestLog && compileRequestLogs(content, requestLog)
  return { number, admit, warnings: plans.warnings, circuits, traced, logs }
}

type Admitted = {
  readonly read: ArrivedRequest
  readonly admission: Admission
  /** Of a request that is traced. */
  readonly recorder: Recorder | undefined
  readonly departure: Departure
  readonly receivedAtUs: number
}

function exchangeOf(admitted: Admitted, options: InstanceOptions): Exchange {
  const { read, admission, recorder, departure, receivedAtUs } = admitted
  const { clock, deployment, idsOf, random } = options
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
    trace: recorder?.say,
    recorder,
  })
  recorder?.start(exchange, admission.refused)
  return exchange
}
