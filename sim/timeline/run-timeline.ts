import { type Clock, wait } from '../clock.ts'
import type { ResolvedFault } from '../faults/plan-faults.ts'
import { type FaultOutcome, type FaultRunOptions, runFault } from '../faults/run-fault.ts'
import { withTargetsNow } from '../faults/targets-now.ts'

export type TimelineOptions = {
  readonly clock: Clock
  /** Times of faults count from here, microseconds since the epoch. */
  readonly loadStartUs: number
  /** A fault that would last longer is undone then: nobody feels it any more. */
  readonly loadEndUs: number
  readonly signal: AbortSignal
  /** What each fault runs with, beside its times. */
  optionsOf(fault: ResolvedFault): Omit<FaultRunOptions, 'clock' | 'endAtUs' | 'signal'>
  /** Its targets are others than were planned, for the world has changed since. */
  onRetargeted?(planned: ResolvedFault['planned']): void
}

/**
 * Runs every fault at its time, side by side; resolves when the last is undone. An abort undoes
 * what is applied and leaves out what is not; those have no outcome.
 */
export async function runTimeline(
  faults: readonly ResolvedFault[],
  options: TimelineOptions,
): Promise<readonly (FaultOutcome | undefined)[]> {
  return Promise.all(faults.map((fault) => runAtItsTime(fault, options)))
}

async function runAtItsTime(
  fault: ResolvedFault,
  { clock, loadStartUs, loadEndUs, signal, optionsOf, onRetargeted }: TimelineOptions,
): Promise<FaultOutcome | undefined> {
  const { atS, durationS } = fault.planned
  const startAtUs = loadStartUs + atS * 1_000_000
  const endAtUs = Math.min(startAtUs + durationS * 1_000_000, loadEndUs)
  try {
    await wait(clock, Math.max(0, (startAtUs - clock.nowUs()) / 1_000), signal)
  } catch {
    return undefined
  }
  const options = optionsOf(fault)
  const now = withTargetsNow(fault, options.world)
  if (now !== fault) onRetargeted?.(now.planned)
  return runFault(now, { clock, endAtUs, signal, ...options })
}
