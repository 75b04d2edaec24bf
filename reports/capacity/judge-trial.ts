import { readLedger } from '../../ledger/reader.ts'
import { clientRecord, type Outcome, outcomes } from '../../ledger/records.ts'
import { crowdedByOthersText, crowdedText } from '../crowded.ts'
import {
  countsOf,
  type Evidence,
  latenciesOf,
  lowerBoundOf,
  type OutcomeCounts,
  type RequestColumns,
} from '../evidence.ts'
import { latenessBoundMs } from '../lateness.ts'
import { judgeObjective } from '../objectives/judge.ts'
import type { Judgement, Objective } from '../objectives/objective.ts'
import { quantileOf } from '../objectives/statistics.ts'
import type { Manifest } from '../store/manifest.ts'

/** What a trial left. */
export type TrialLedgers = Pick<Manifest, 'machineUse'> & {
  readonly ratePerS: number
  /** Microseconds since the run's epoch. */
  readonly startUs: number
  readonly endUs: number
  readonly load: { readonly offered: number }
  /** Of the clients. */
  readonly ledgers: readonly string[]
}

export type TrialRules = {
  readonly objectives: readonly Objective[]
  /** What governors let through in all; undefined: the machine is the only limit. */
  readonly governedPerS: number | undefined
  /** Without governors, the share of the processors that others may have: they move the knee by as much. */
  readonly othersMax: number
}

export type JudgedTrial = {
  readonly verdict: 'pass' | 'fail' | 'unclear'
  /** Of a pass, what it had to spare; else what failed, or why it says nothing. */
  readonly why: string
  readonly judgements: readonly Judgement[]
  readonly counts: OutcomeCounts
  readonly goodputPerS: number
  /** Infinite: the request at that rank got no good answer. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** By how much more came than went, as a share of what came. */
  readonly growthShare: number
  readonly latenessP99Ms: number
}

/** Requests that pile up at this share of the rate and more break any limit a little later. */
const growthMax = 0.01
/** Where so few pile up, it is chance. */
const growthRequestsMin = 12

/**
 * Judges one trial from the ledgers of its clients, by the objectives of a report, over what was to
 * start within the trial. A trial fails also when more came than went, however short it was. One
 * that fails for the generator's or the machine's sake says nothing of the system; what passes has
 * passed, for neither makes anything better.
 */
export function judgeTrial(trial: TrialLedgers, rules: TrialRules): JudgedTrial {
  const recorded = recordedIn(trial.ledgers)
  const evidence = evidenceOf(recorded.requests, trial)
  const judgements = rules.objectives.map((objective) => judgeObjective(objective, evidence))
  const latencies = latenciesOf(evidence)
  const counts = countsOf(evidence)
  const durationS = (trial.endUs - trial.startUs) / 1e6
  const numbers = {
    judgements,
    counts,
    goodputPerS: counts.ok / durationS,
    p50Ms: (quantileOf(latencies, 0.5) ?? Number.NaN) / 1_000,
    p99Ms: (quantileOf(latencies, 0.99) ?? Number.NaN) / 1_000,
    growthShare: growthShareOf(evidence),
    latenessP99Ms: recorded.latenessP99MsFrom(trial.startUs),
  }
  const missing = trial.load.offered - recorded.requests.intendedAtUs.length
  return { ...numbers, ...verdictOf(numbers, { trial, rules, missing }) }
}

type Numbers = Omit<JudgedTrial, 'verdict' | 'why'>
type Asked = {
  readonly trial: TrialLedgers
  readonly rules: TrialRules
  readonly missing: number
}

function verdictOf(
  { judgements, growthShare, latenessP99Ms }: Numbers,
  { trial, rules, missing }: Asked,
): Pick<JudgedTrial, 'verdict' | 'why'> {
  if (missing !== 0) {
    return { verdict: 'unclear', why: `the ledgers miss ${missing} requests that were offered` }
  }
  const failed = judgements.find(({ verdict }) => verdict === 'fail')
  const isGrowing = growthShare > growthMax
  if (failed !== undefined || isGrowing) {
    const lateMaxMs = latenessBoundMs(judgements)
    if (latenessP99Ms > lateMaxMs) {
      const late = `${latenessP99Ms.toFixed(1)} ms late (p99), more than ${lateMaxMs} ms`
      return { verdict: 'unclear', why: `the generator was the limit: requests started ${late}` }
    }
    const crowded = crowdedOf(trial, rules, failed === undefined ? [] : [failed])
    if (crowded !== undefined) return { verdict: 'unclear', why: crowded }
    const why =
      failed === undefined
        ? `more came than went: ${(growthShare * 100).toFixed(1)} % of it piled up`
        : failed.objective
    return { verdict: 'fail', why }
  }
  const open = judgements.find(({ verdict }) => verdict === 'inconclusive')
  if (open !== undefined) return { verdict: 'unclear', why: `${open.objective}: ${open.why}` }
  return { verdict: 'pass', why: 'every objective held' }
}

/**
 * That a failure may be the machine's. Above what governors let through it is theirs, whatever else
 * runs; without governors the machine itself is measured, and only other work is in its way.
 */
function crowdedOf(
  { machineUse, ratePerS }: TrialLedgers,
  { governedPerS, othersMax }: TrialRules,
  failed: readonly Judgement[],
): string | undefined {
  if (governedPerS === undefined) return crowdedByOthersText(machineUse, othersMax)
  if (ratePerS > governedPerS) return undefined
  // A line that grows fails as an objective does.
  const asFailed = failed.length > 0 ? failed : [growing]
  return crowdedText({ machineUse }, asFailed, [])
}
const growing = {
  objective: 'as much goes as comes',
  measure: 'growth',
  verdict: 'fail',
  unit: '%',
  why: '',
  samples: 0,
} as const

/** Logical requests in the order of their start, as the relation `requests` of a report has them. */
function recordedIn(ledgers: readonly string[]) {
  const rows = ledgers.flatMap((path) => rowsOf(path))
  const byId = new Map<number, Row>()
  for (const row of rows) {
    const known = byId.get(row.requestId)
    byId.set(row.requestId, known === undefined ? row : joined(known, row))
  }
  const sorted = [...byId.values()].sort((a, b) => a.intendedAtUs - b.intendedAtUs)
  const requests: RequestColumns = {
    intendedAtUs: Float64Array.from(sorted, ({ intendedAtUs }) => intendedAtUs),
    endedAtUs: Float64Array.from(sorted, ({ endedAtUs }) => endedAtUs),
    outcome: Uint8Array.from(sorted, ({ outcome }) => outcomes.indexOf(outcome)),
    attempts: Uint8Array.from(sorted, ({ attempt }) => attempt),
    parts: {},
  }
  return {
    requests,
    latenessP99MsFrom(startUs: number): number {
      const late = sorted
        .filter(({ intendedAtUs }) => intendedAtUs >= startUs)
        .map(({ firedAtUs, intendedAtUs }) => firedAtUs - intendedAtUs)
      return (quantileOf(Float64Array.from(late).sort(), 0.99) ?? 0) / 1_000
    },
  }
}

type Row = {
  readonly requestId: number
  readonly attempt: number
  readonly intendedAtUs: number
  readonly firedAtUs: number
  readonly endedAtUs: number
  readonly outcome: Outcome
}

function rowsOf(path: string): Row[] {
  const { columns, count } = readLedger(path, clientRecord)
  const number = (name: string, row: number) => Number(columns[name]?.[row])
  return Array.from({ length: count }, (_, row) => ({
    requestId: number('requestId', row),
    attempt: number('attempt', row),
    intendedAtUs: number('intendedAtUs', row),
    firedAtUs: number('firedAtUs', row),
    endedAtUs: number('endedAtUs', row),
    outcome: outcomes.find((name) => name === columns.outcome?.[row]) ?? 'unknown',
  }))
}

/** Its first start, its last end, and what became of the last attempt. */
function joined(a: Row, b: Row): Row {
  const last = b.attempt > a.attempt ? b : a
  return {
    ...last,
    intendedAtUs: Math.min(a.intendedAtUs, b.intendedAtUs),
    firedAtUs: Math.min(a.firedAtUs, b.firedAtUs),
    endedAtUs: Math.max(a.endedAtUs, b.endedAtUs),
  }
}

function evidenceOf(requests: RequestColumns, { startUs, endUs }: TrialLedgers): Evidence {
  return {
    requests,
    phases: [],
    loadStartUs: startUs,
    loadEndUs: endUs,
    faults: [],
    limits: [],
    configuration: { published: 1, instances: [] },
    detectable: new Set(),
    unitCounts: [],
    recoveredShare: 1,
  }
}

/** The slope of how many requests are under way, by least squares over the trial. */
function growthShareOf({ requests, loadStartUs, loadEndUs }: Evidence): number {
  const ended = requests.endedAtUs.toSorted()
  const points = 50
  const atUs = (index: number) => loadStartUs + ((index + 0.5) / points) * (loadEndUs - loadStartUs)
  const underWay = Array.from(
    { length: points },
    (_, index) =>
      lowerBoundOf(requests.intendedAtUs, atUs(index)) - lowerBoundOf(ended, atUs(index)),
  )
  const middle = (points - 1) / 2
  const mean = underWay.reduce((sum, count) => sum + count, 0) / points
  const [above, below] = underWay.reduce<[number, number]>(
    ([a, b], count, index) => [
      a + (index - middle) * (count - mean),
      b + (index - middle) * (index - middle),
    ],
    [0, 0],
  )
  const grown = (above / below) * points
  const offered = requests.intendedAtUs.length - lowerBoundOf(requests.intendedAtUs, loadStartUs)
  return grown < growthRequestsMin || offered === 0 ? 0 : grown / offered
}
