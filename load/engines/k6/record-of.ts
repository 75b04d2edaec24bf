import type { ClientRecord, Failure, Outcome } from '../../../ledger/records.ts'
import { outcomeOfStatus } from '../native/outcome.ts'
import { nameOf } from './operation-name.ts'
import type { K6Dropped, K6Request } from './samples.ts'

export type RecordContext = {
  /** What the run's clock reads at 1970, microseconds: it is added to instants of the wall clock. */
  readonly runUsAtZero: number
  /** In the order of the launch; the first is that of requests without a mark. */
  readonly populations: readonly string[]
  /** An id for what carries none: above all that carry one. */
  nextId(): number
}

/** Ids of requests without one begin there; those of `inject/http.ts` stay below. */
export const unmarkedIdsFrom = 2 ** 52

/** Written by `inject/http.ts`: not to the gateway, so in no other ledger. */
const elsewhere = '-'

type Mark = {
  readonly requestId: number
  readonly population: string
  /** The wall clock's, in whole milliseconds. */
  readonly startedAtMs: number
}

/**
 * A request of k6 as its client saw it; undefined for one that went elsewhere. k6 knows no schedule
 * of requests: each is intended when the script makes it.
 */
export function recordOf(request: K6Request, context: RecordContext): ClientRecord | undefined {
  if (request.mark === elsewhere || request.batchPlace === elsewhere) return undefined
  const mark = markOf(request, context)
  const { blockedUs, sendingUs, waitingUs, receivingUs, endedAtUs, status } = request
  const wasSent = sendingUs + waitingUs > 0
  const lengthUs = blockedUs + sendingUs + waitingUs + receivingUs
  // Of a connection that was never had k6 keeps no times, so that the script's clock has to do.
  const startedAtUs =
    wasSent || mark === undefined ? endedAtUs - lengthUs : mark.startedAtMs * 1_000
  const { outcome, failure } = endOf(request, wasSent)
  const { runUsAtZero } = context
  const intendedAtUs = Math.min(startedAtUs, endedAtUs) + runUsAtZero
  // What k6 calls blocked holds the making of a connection too.
  const waitedUs = Math.max(0, blockedUs - request.connectingUs - request.tlsUs)
  const dispatchedAtUs = intendedAtUs + waitedUs
  return {
    requestId: mark?.requestId ?? context.nextId(),
    attempt: 1,
    population: mark?.population ?? context.populations[0] ?? '',
    operation: nameOf(request),
    intendedAtUs,
    firedAtUs: intendedAtUs,
    dispatchedAtUs: wasSent ? dispatchedAtUs : 0,
    connectedAtUs: wasSent && request.connectingUs > 0 ? intendedAtUs + blockedUs : 0,
    firstByteAtUs: status > 0 ? endedAtUs - receivingUs + runUsAtZero : 0,
    endedAtUs: endedAtUs + runUsAtZero,
    status,
    outcome,
    failure,
    // k6 tells neither.
    connectionPort: 0,
    reusedConnection: request.isReused ? 1 : 0,
    responseBytes: 0,
  }
}

/** Iterations that k6 did not start, one record each: as many requests as were due at least. */
export function recordsOfDropped(dropped: K6Dropped, context: RecordContext): ClientRecord[] {
  const atUs = dropped.atUs + context.runUsAtZero
  return Array.from({ length: dropped.count }, () => ({
    ...recordOfNone(dropped.scenario, atUs, context),
    // Virtual users are k6's connections.
    failure: 'no-connection',
  }))
}

/** The last iterations of a scenario. Instants are those of the run's clock. */
export type K6Unbegun = {
  readonly scenario: string
  readonly count: number
  readonly ratePerS: number
  /** Of the scenario: what was due before it. */
  readonly endUs: number
}

/**
 * Iterations for which k6 was too late, one record each: at the end of a scenario it begins no more
 * of those that were due, and tells nobody. Source: k6, lib/executor/constant_arrival_rate.go and
 * ramping_arrival_rate.go.
 */
export function recordsOfUnbegun(unbegun: K6Unbegun, context: RecordContext): ClientRecord[] {
  const { scenario, count, ratePerS, endUs } = unbegun
  return Array.from({ length: count }, (_, index) => {
    const dueAtUs = Math.round(endUs - ((count - index) * 1_000_000) / ratePerS)
    const none = recordOfNone(scenario, dueAtUs, context)
    return { ...none, firedAtUs: endUs, endedAtUs: endUs, failure: 'deadline' }
  })
}

function recordOfNone(scenario: string, atUs: number, context: RecordContext) {
  return {
    requestId: context.nextId(),
    attempt: 1,
    population: context.populations[0] ?? '',
    operation: `iteration of ${scenario}`,
    intendedAtUs: atUs,
    firedAtUs: atUs,
    dispatchedAtUs: 0,
    connectedAtUs: 0,
    firstByteAtUs: 0,
    endedAtUs: atUs,
    status: 0,
    outcome: 'not-sent',
    connectionPort: 0,
    reusedConnection: 0,
    responseBytes: 0,
  } as const
}

/**
 * Of `<id>:<population>:<start>`, in a batch that of its first, with `<index>:<population>` for the
 * others; undefined for a request of a module that is not bundled.
 */
function markOf({ mark, batchPlace }: K6Request, context: RecordContext): Mark | undefined {
  const [id, own, startedAtMs] = mark.split(':').map(Number)
  if (id === undefined || own === undefined || startedAtMs === undefined) return undefined
  const [index = 0, population = own] = batchPlace === '' ? [] : batchPlace.split(':').map(Number)
  return {
    requestId: id + index,
    population: context.populations[population] ?? '',
    startedAtMs,
  }
}

/** Lowest code of each kind, highest first; 0 is any other. Source: k6, error codes. */
const failureFrom: readonly (readonly [number, Failure])[] = [
  [1_701, 'malformed'],
  [1_600, 'closed'],
  // Headers of a response, by its status: there is an answer.
  [1_400, 'none'],
  [1_300, 'malformed'],
  [1_220, 'reset'],
  [1_212, 'refused'],
  [1_211, 'connect-timeout'],
  [1_210, 'refused'],
  [1_202, 'closed'],
  [1_201, 'reset'],
  [1_200, 'closed'],
  [1_100, 'unresolved'],
  [1_050, 'deadline'],
  [0, 'closed'],
]

function endOf(
  { status, errorCode, isExpected }: K6Request,
  wasSent: boolean,
): { readonly outcome: Outcome; readonly failure: Failure } {
  // A status without the rest of its answer is none: k6 then gives 0, or the code of what broke.
  if (status > 0 && (errorCode === 0 || (errorCode >= 1_400 && errorCode < 1_600))) {
    const named = isExpected === undefined ? undefined : isExpected ? [status] : []
    return { outcome: outcomeOfStatus(status, named), failure: 'none' }
  }
  const failure = failureFrom.find(([from]) => errorCode >= from)?.[1] ?? 'closed'
  if (wasSent) return { outcome: 'unknown', failure }
  // Its time was over before there was a connection.
  return { outcome: 'failed', failure: failure === 'deadline' ? 'connect-timeout' : failure }
}
