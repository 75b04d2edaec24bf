import { isCrowded } from '../../reports/crowded.ts'
import { medianOf } from '../../reports/statistics/describe.ts'

export type Engine = 'native' | 'k6'

/** What one trial of an engine left in its ledgers. */
export type Trial = {
  readonly engine: Engine
  /** As many as the schedule has. */
  readonly due: number
  /** Requests in the client ledger, each once; those that were not sent, too. */
  readonly requests: number
  /** Whether the ledgers of client, gateway and backend account for all of them. */
  readonly isExact: boolean
  readonly notSent: number
  readonly ok: number
  /** Of what was answered well, once the world has settled and before the fault. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** The same while the fault lasts; not judged: engines differ in what they call late. */
  readonly faultP99Ms: number
  /** Shares of all processors while the load ran; the other one is of processes that are not of the drill. */
  readonly busyShare: number
  readonly otherShare: number
}

/** How far the engines may be apart. */
export const toleratedShare = 0.1

export type Agreement = {
  readonly verdict: 'agree' | 'disagree' | 'cannot say'
  readonly areCountsExact: boolean
  /** k6's median over native's, less 1. */
  readonly p50Share: number
  readonly p99Share: number
}

/**
 * Whether both engines made every request that was due, and saw the same latencies in the median of
 * their trials. Latencies that differ say nothing on a machine without a free processor, nor where
 * trials of the one engine lie among those of the other; counts have to be exact on any.
 */
export function agreementOf(trials: readonly Trial[]): Agreement {
  const areCountsExact = trials.every(({ due, requests, isExact }) => requests === due && isExact)
  const shareOf = (of: (trial: Trial) => number) => {
    return medianOf(numbersOf(trials, 'k6', of)) / medianOf(numbersOf(trials, 'native', of)) - 1
  }
  const p50Share = shareOf(({ p50Ms }) => p50Ms)
  const p99Share = shareOf(({ p99Ms }) => p99Ms)
  // NaN, of a trial without answers, is no agreement.
  const areNear = Math.abs(p99Share) <= toleratedShare
  const isToBeSaid = areApart(trials) && !trials.some(isCrowded)
  const unlike = isToBeSaid ? 'disagree' : 'cannot say'
  const verdict = !areCountsExact ? 'disagree' : areNear ? 'agree' : unlike
  return { verdict, areCountsExact, p50Share, p99Share }
}

/** Every trial of one engine is slower than any of the other; one without answers is never like. */
function areApart(trials: readonly Trial[]): boolean {
  const p99Ms = (trial: Trial) => trial.p99Ms
  const [native, k6] = [numbersOf(trials, 'native', p99Ms), numbersOf(trials, 'k6', p99Ms)]
  if ([...native, ...k6].some(Number.isNaN)) return true
  return Math.min(...native) > Math.max(...k6) || Math.min(...k6) > Math.max(...native)
}

function numbersOf(trials: readonly Trial[], engine: Engine, of: (trial: Trial) => number) {
  return trials.filter((trial) => trial.engine === engine).map(of)
}
