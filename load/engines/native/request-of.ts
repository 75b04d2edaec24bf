import { traceparentOf } from '../../../ledger/ids.ts'
import type { RequestChange } from '../../harms/define-harm.ts'
import type { Population } from '../../populations/populations.ts'
import type { ScheduledOperation } from '../../schedule.ts'
import type { Session } from '../../sessions/session.ts'
import { withVariables } from '../../sessions/variables.ts'
import { fill, type Template } from '../../template.ts'
import type { ExchangeRequest } from './exchange.ts'
import { KeptAnswer } from './kept-answer.ts'

/** One arrival, of the schedule or beside it. */
export type Arrival = {
  readonly requestId: number
  readonly population: Population
  readonly prepared: PreparedOperation
  readonly intendedAtUs: number
  readonly firedAtUs: number
  /** What its places are filled with, from `from` on: those of the path, then the body's. */
  readonly values: Float64Array
  readonly from: number
  /** Whose step it is. */
  readonly session?: Session | undefined
}

/** An operation with the headers that all its requests have. */
export type PreparedOperation = {
  readonly scheduled: ScheduledOperation
  readonly headers: readonly string[]
  readonly needsToken: boolean
}

export function preparedOf(
  scheduled: ScheduledOperation,
  host: string,
  population: string,
): PreparedOperation {
  const { headers, headersOf, needsToken } = scheduled.operation
  const own = Object.entries(headersOf?.[population] ?? {})
  const replaced = new Set(own.map(([name]) => name.toLowerCase()))
  const kept = Object.entries(headers).filter(([name]) => !replaced.has(name.toLowerCase()))
  return {
    scheduled,
    headers: ['host', host, ...kept.flat(), ...own.flat()],
    needsToken: needsToken && !replaced.has('authorization'),
  }
}

/** The request of an arrival, as a client that does this wrong makes it. */
export function requestOf(
  arrival: Arrival,
  runId: string,
  token: string | undefined,
  change: RequestChange | undefined,
): ExchangeRequest {
  const { requestId, prepared, intendedAtUs, firedAtUs, population, session } = arrival
  const { operation, path, body } = prepared.scheduled
  const { values, from } = change?.isHot === true ? hottest(path, body) : arrival
  const headers = [...prepared.headers, 'traceparent']
  headers.push(traceparentOf(runId, { requestId, attempt: 1 }))
  if (token !== undefined) headers.push('authorization', `Bearer ${token}`)
  if (change?.headerBytes !== undefined) headers.push('x-huge', 'x'.repeat(change.headerBytes))
  const { bodies } = operation
  const filledBody = body === undefined ? undefined : fill(body, values, from + path.ranges.length)
  const text = bodies === undefined ? filledBody : bodies[requestId % bodies.length]
  const made = {
    path: fill(path, values, from),
    headers,
    body:
      text === undefined || change?.bodyBytes === undefined ? text : 'x'.repeat(change.bodyBytes),
  }
  const {
    path: target,
    body: sent,
    ...filled
  } = session === undefined ? made : withVariables(made, session.variables)
  return {
    requestId,
    attempt: 1,
    population: population.name,
    operation: operation.name,
    firstIntendedAtUs: intendedAtUs,
    intendedAtUs,
    firedAtUs,
    method: operation.method,
    path: target,
    headers: filled.headers,
    body: sent,
    okStatuses: operation.okStatuses,
    readPauseMs: change?.readPauseMs,
    kept: keptOf(population, session),
    session,
  }
}

function keptOf({ retry }: Population, session: Session | undefined): KeptAnswer | undefined {
  const extracts = session?.extracts === true
  return extracts || retry?.readsRetryAfter === true ? new KeptAnswer(extracts) : undefined
}

/** The next attempt of the same request, which was due at `intendedAtUs`. */
export function retryOf(
  request: ExchangeRequest,
  runId: string,
  intendedAtUs: number,
  firedAtUs: number,
): ExchangeRequest {
  const attempt = request.attempt + 1
  const at = request.headers.indexOf('traceparent') + 1
  const traceparent = traceparentOf(runId, { requestId: request.requestId, attempt })
  return {
    ...request,
    attempt,
    intendedAtUs,
    firedAtUs,
    headers: request.headers.with(at, traceparent),
    kept: request.kept && new KeptAnswer(request.kept.keepsBody),
  }
}

/** The lowest number of every range. */
function hottest(path: Template, body: Template | undefined) {
  const ranges = [...path.ranges, ...(body?.ranges ?? [])]
  return { values: Float64Array.from(ranges, ({ from }) => from), from: 0 }
}
