import type { JudgedCheck } from './checks/judge-checks.ts'
import { otherShareMax } from './crowded.ts'
import type { Judgement } from './objectives/objective.ts'
import { type FaultTimes, phaseWindowsOf } from './phases.ts'
import type { Manifest } from './store/manifest.ts'

/** Less than this leaves ticks of idle time: a process that wants to run does. */
const fullShare = 0.95
/** What a slice lasts; also what it takes to work off the queue of one that was taken. */
const sliceUs = 500_000

type Run = Pick<Manifest, 'machineUse' | 'loadStartUs' | 'loadEndUs'>
type Span = { readonly fromUs: number; readonly toUs: number }
export type MachineSlice = NonNullable<NonNullable<Manifest['machineUse']>['slices']>[number]

/** Failed objectives that half seconds explain in which others had the processors. */
export type Crowding = {
  readonly objectives: readonly string[]
  /** Of the times that these judge. */
  readonly halfSeconds: number
  readonly ofHalfSeconds: number
  /** The slice in which others had most, the hypervisor and other processes. */
  readonly worst: MachineSlice
}

/** A full machine, of which others had enough to decide what a run measures then. */
export function isTaken({ busyShare, otherShare }: MachineSlice): boolean {
  return busyShare >= fullShare && otherShare > otherShareMax
}

/**
 * What failed for want of processors in bursts, which a whole run hides. Half seconds of a full
 * machine explain a failed objective when they alone are more of the judged time than the share of
 * requests that may be bad, and when they, each with the half second behind it, are no less than what
 * was bad beyond that share; of a recovery, when each bad slice past the limit was in one. Undefined
 * when anything that failed is not explained, and for a broken invariant: no machine makes anything
 * run twice.
 */
export function crowdingOf(
  run: Run,
  faults: readonly FaultTimes[],
  judgements: readonly Judgement[],
  checks: readonly JudgedCheck[] = [],
): Crowding | undefined {
  const taken = (run.machineUse?.slices ?? []).filter(isTaken)
  const failed = judgements.filter(({ verdict }) => verdict === 'fail')
  const isBroken = checks.some(({ verdict }) => verdict === 'broken')
  if (taken.length === 0 || failed.length === 0 || isBroken) return undefined
  const outside = judgements.filter(({ isOutside }) => isOutside === true)
  const isExplained = (judgement: Judgement): boolean => {
    // A score fails by the lines that count in it.
    if (judgement.measure === 'score') return outside.length > 0 && outside.every(isExplained)
    return explains(taken, judgement, windowsOf(judgement, run, faults))
  }
  if (!failed.every(isExplained)) return undefined
  const explained = [...failed, ...outside].filter(({ measure }) => measure !== 'score')
  const judged = joined(explained.flatMap((one) => windowsOf(one, run, faults)))
  const within = taken.filter((slice) => overlapUs(judged, [withQueueOf(slice)]) > 0)
  return {
    objectives: failed.map(({ objective }) => objective),
    halfSeconds: halfSecondsOf(overlapUs(judged, within.map(spanOf))),
    ofHalfSeconds: halfSecondsOf(lengthUs(judged)),
    worst: within.reduce((worst, slice) => (slice.otherShare > worst.otherShare ? slice : worst)),
  }
}

/** As a reason why a run is no basis for a verdict. */
export function crowdingText({ objectives, halfSeconds, ofHalfSeconds, worst }: Crowding): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`
  const { otherShare, stolenShare } = worst
  const who =
    `${percent(stolenShare)} stolen by the hypervisor, ` +
    `${percent(otherShare - stolenShare)} by other processes`
  return (
    `the machine was too busy when ${objectives.join(', ')} failed: in ${halfSeconds} of ` +
    `${ofHalfSeconds} half seconds it was full, with up to ${percent(otherShare)} of it taken (${who})`
  )
}

function explains(
  taken: readonly MachineSlice[],
  { bad }: Judgement,
  windows: readonly Span[],
): boolean {
  if (bad === undefined) return false
  const withQueues = joined(taken.map(withQueueOf))
  if ('spans' in bad) {
    return bad.spans.length > 0 && bad.spans.every((span) => overlapUs([span], withQueues) > 0)
  }
  const shareOf = (spans: readonly Span[]) => overlapUs(windows, spans) / lengthUs(windows)
  return (
    shareOf(taken.map(spanOf)) > bad.allowedShare &&
    shareOf(withQueues) >= bad.share - bad.allowedShare
  )
}

/** The time that an objective judges. */
function windowsOf({ phase, bad }: Judgement, run: Run, faults: readonly FaultTimes[]): Span[] {
  if (bad !== undefined && 'spans' in bad) return [...bad.spans]
  if (phase === undefined) return [{ fromUs: run.loadStartUs, toUs: run.loadEndUs }]
  return phaseWindowsOf(run, faults).filter((window) => window.phase === phase)
}

const spanOf = ({ fromUs, untilUs }: MachineSlice): Span => ({ fromUs, toUs: untilUs })
const withQueueOf = ({ fromUs, untilUs }: MachineSlice): Span => ({
  fromUs,
  toUs: untilUs + sliceUs,
})

/** Spans that touch become one. */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = []
  for (const span of spans.toSorted((a, b) => a.fromUs - b.fromUs)) {
    const last = all.at(-1)
    if (last === undefined || span.fromUs > last.toUs) all.push(span)
    else all[all.length - 1] = { ...last, toUs: Math.max(last.toUs, span.toUs) }
  }
  return all
}

function overlapUs(some: readonly Span[], others: readonly Span[]): number {
  return some.reduce((sum, a) => {
    const shared = others.map((b) => Math.min(a.toUs, b.toUs) - Math.max(a.fromUs, b.fromUs))
    return sum + shared.reduce((all, us) => all + Math.max(0, us), 0)
  }, 0)
}

const lengthUs = (spans: readonly Span[]) =>
  spans.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0)

const halfSecondsOf = (us: number) => Math.max(1, Math.round(us / sliceUs))
