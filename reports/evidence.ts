import type { Outcome } from '../ledger/records.ts'
import { outcomes } from '../ledger/records.ts'
import type { ConfigurationUse } from './configuration-use.ts'
import type { LimitUse } from './limit-use.ts'
import type { BaselineValues } from './objectives/judge-relative.ts'
import type { Weighed } from './objectives/weighed.ts'
import { type Dimension, isOfParts, type Part, type PartColumns, partColumnOf } from './parts.ts'
import type { FaultTimes, Phase, PhaseWindow } from './phases.ts'
import type { RunStore } from './store/store.ts'

/** Logical requests as columns, in the order of their intended start. */
export type RequestColumns = {
  readonly intendedAtUs: Float64Array
  readonly endedAtUs: Float64Array
  /** Index in `outcomes`. */
  readonly outcome: Uint8Array
  /** How many each had. */
  readonly attempts: Uint8Array
  /** Of what objectives ask for. */
  readonly parts: PartColumns
}

/** Which requests are meant: those of a phase and of parts; absent: all of the load. */
export type Selection = { readonly phase?: Phase; readonly parts?: readonly Part[] }

/** All that objectives are judged from. */
export type Evidence = {
  readonly requests: RequestColumns
  readonly phases: readonly PhaseWindow[]
  readonly loadStartUs: number
  readonly loadEndUs: number
  readonly faults: readonly FaultTimes[]
  readonly limits: readonly LimitUse[]
  readonly configuration: ConfigurationUse
  /** Names of instances and load balancers: what can be taken out by whoever probes it. */
  readonly detectable: ReadonlySet<string>
  /** Units that the service was scaled to, one after the other, from the start on. */
  readonly unitCounts: readonly number[]
  /** The good share that a recovered service has, 0 to 1. */
  readonly recoveredShare: number
  /** Absent: no baseline run was given. */
  readonly baseline?: BaselineValues
  /** What became of objectives with a weight; absent while they are judged. */
  readonly weighed?: readonly Weighed[]
}

/** Counts by outcome of requests. */
export type OutcomeCounts = Readonly<Record<Outcome, number>> & { readonly offered: number }

export async function requestColumnsOf(
  store: RunStore,
  wanted: ReadonlySet<Dimension> = new Set(),
): Promise<RequestColumns> {
  const names = outcomes.map((name, index) => `WHEN '${name}'::word THEN ${index}`).join(' ')
  const dimensions = [...wanted]
  const { intended, ended, outcome, attempts, ...codes } = await store.codes(
    `SELECT intended_at_us AS intended, coalesce(ended_at_us, 0) AS ended,
      (CASE outcome ${names} END)::UTINYINT AS outcome, attempts::UTINYINT AS attempts
      ${dimensions.map((name) => `, enum_code(${name}) AS ${name}`).join('')}
      FROM requests ORDER BY intended_at_us, request_id`,
  )
  // A word is an index of all of them.
  const texts =
    dimensions.length === 0 ? [] : await store.texts('SELECT unnest(enum_range(NULL::word))')
  const parts = dimensions.map((name) => [name, partColumnOf(codes[name] ?? none, texts)])
  return {
    intendedAtUs: intended instanceof Float64Array ? intended : new Float64Array(),
    endedAtUs: ended instanceof Float64Array ? ended : new Float64Array(),
    outcome: outcome instanceof Uint8Array ? outcome : none,
    attempts: attempts instanceof Uint8Array ? attempts : none,
    parts: Object.fromEntries(parts),
  }
}

const none = new Uint8Array()

export function countsOf(evidence: Evidence, selection: Selection = {}): OutcomeCounts {
  const { outcome } = evidence.requests
  const isMeant = rowFilterOf(evidence, selection)
  // By their codes: this is done for every objective, over all requests.
  const tally = new Uint32Array(outcomes.length)
  for (const { from, to } of spansOf(evidence, selection.phase)) {
    for (let row = from; row < to; row += 1) {
      if (isMeant?.(row) === false) continue
      const code = outcome[row] ?? 0
      tally[code] = (tally[code] ?? 0) + 1
    }
  }
  const counts = { ok: 0, rejected: 0, failed: 0, unknown: 0, 'not-sent': 0, offered: 0 }
  for (const [code, name] of outcomes.entries()) {
    counts[name] = tally[code] ?? 0
    counts.offered += counts[name]
  }
  return counts
}

/** The requests that are meant, and their attempts. */
export function attemptsOf(evidence: Evidence, selection: Selection = {}) {
  let [requests, attempts] = [0, 0]
  const isMeant = rowFilterOf(evidence, selection)
  for (const { from, to } of spansOf(evidence, selection.phase)) {
    for (let row = from; row < to; row += 1) {
      if (isMeant?.(row) === false) continue
      requests += 1
      attempts += evidence.requests.attempts[row] ?? 0
    }
  }
  return { requests, attempts }
}

/** Microseconds from the intended start to the answer, ascending; see `latencyUsOf`. */
export function latenciesOf(evidence: Evidence, selection: Selection = {}): Float64Array {
  const spans = spansOf(evidence, selection.phase)
  const known = sortedLatencies.get(evidence.requests) ?? new Map<string, Float64Array>()
  sortedLatencies.set(evidence.requests, known)
  const name = JSON.stringify([spans, selection.parts])
  const sorted = known.get(name) ?? sortedIn(evidence, selection, spans)
  known.set(name, sorted)
  return sorted
}

/** The same are asked for by objectives, tiles and pictures, and to sort millions takes a second. */
const sortedLatencies = new WeakMap<RequestColumns, Map<string, Float64Array>>()

function sortedIn(
  evidence: Evidence,
  selection: Selection,
  spans: ReturnType<typeof spansOf>,
): Float64Array {
  const isMeant = rowFilterOf(evidence, selection)
  const latencies = new Float64Array(spans.reduce((sum, { from, to }) => sum + to - from, 0))
  let count = 0
  for (const { from, to } of spans) {
    for (let row = from; row < to; row += 1) {
      if (isMeant?.(row) === false) continue
      const latencyUs = latencyUsOf(evidence.requests, row)
      if (latencyUs === undefined) continue
      latencies[count] = latencyUs
      count += 1
    }
  }
  return latencies.subarray(0, count).sort()
}

/** From the intended arrival, so no stall hides its queue; no answer is slower than any limit. */
function latencyUsOf(
  { outcome, intendedAtUs, endedAtUs }: RequestColumns,
  row: number,
): number | undefined {
  switch (outcomes[outcome[row] ?? 0]) {
    case 'ok':
      return (endedAtUs[row] ?? 0) - (intendedAtUs[row] ?? 0)
    // A quick 429 is not a quick answer, and has its own objective.
    case 'rejected':
      return undefined
    default:
      return Number.POSITIVE_INFINITY
  }
}

/** Whether a row is of the parts that are meant; undefined: all are. */
export function rowFilterOf({ requests }: Evidence, { parts = [] }: Selection) {
  return parts.length === 0 ? undefined : isOfParts(requests.parts, parts)
}

/** Rows of the requests that belong to a phase. */
function spansOf({ requests, phases, loadStartUs }: Evidence, phase: Phase | undefined) {
  const { intendedAtUs } = requests
  if (phase === undefined) {
    // What came before was to warm the system up, and is no part of what is judged.
    return [{ from: lowerBoundOf(intendedAtUs, loadStartUs), to: intendedAtUs.length }]
  }
  return phases
    .filter((window) => window.phase === phase)
    .map(({ fromUs, toUs }) => ({
      from: lowerBoundOf(intendedAtUs, fromUs),
      to: lowerBoundOf(intendedAtUs, toUs),
    }))
}

/** The first row whose value is not below `least`. */
export function lowerBoundOf(ascending: Float64Array, least: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return low
}
