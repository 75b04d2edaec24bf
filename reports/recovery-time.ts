import { outcomes } from '../ledger/records.ts'
import { type Evidence, lowerBoundOf } from './evidence.ts'
import { samplesNeededFor } from './objectives/statistics.ts'
import type { FaultTimes } from './phases.ts'

export type Recovery = {
  readonly fault: string
  /** t0. */
  readonly provenAtUs: number
  /** From t0 to the last bad request of the last bad slice; infinite when the last slice was bad. */
  readonly recoveryMs: number
  /** From t0 to the undoing of the fault. */
  readonly outageMs: number
  readonly bucketMs: number
  readonly buckets: number
  readonly badBuckets: number
  /** The bad slices, in the run's time. */
  readonly badSpans: readonly { readonly fromUs: number; readonly toUs: number }[]
}

/** Slices from fine to coarse; the finest with enough requests in each is taken. */
const bucketsMs = [100, 250, 500, 1_000]
// Samples below which 99 % cannot be told: with fewer, two stray errors would be an outage.
const requestsPerBucket = samplesNeededFor(0.99)

/**
 * How long a fault hurt. The time from t0 (first proven effect) to the beginning of its undoing, or
 * to the load's end, is cut into equal slices, the last one taking the rest. A slice is bad when
 * the good share of its requests, by intended start and without rejected ones, is below
 * `recoveredShare`. Recovery is the intended start of the last request without a good answer in the
 * last bad slice: from there on the service was good and stayed so until the fault ended. No bad
 * slice is a recovery of 0 ms. A slice without requests is like the one before it. Undefined when
 * the fault was not proven, or for less than two slices.
 * Source: AWS Resilience Hub, recovery test.
 */
export function recoveryOf(fault: FaultTimes, evidence: Evidence): Recovery | undefined {
  const { provenAtUs } = fault
  if (provenAtUs === undefined) return undefined
  const endUs = Math.min(fault.undoingAtUs ?? Number.POSITIVE_INFINITY, evidence.loadEndUs)
  const bucketMs = bucketMsOf(evidence)
  const buckets = Math.floor((endUs - provenAtUs) / (bucketMs * 1_000))
  if (buckets < 2) return undefined
  let isBad = false
  const badSpans: Recovery['badSpans'][number][] = []
  let lastBadUs = provenAtUs
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const fromUs = provenAtUs + bucket * bucketMs * 1_000
    const toUs = bucket === buckets - 1 ? endUs : fromUs + bucketMs * 1_000
    const slice = sliceOf(evidence, fromUs, toUs)
    if (slice.valid > 0) isBad = slice.ok / slice.valid < evidence.recoveredShare
    if (!isBad) continue
    badSpans.push({ fromUs, toUs })
    lastBadUs = slice.lastBadUs ?? toUs
  }
  // Still bad in the last slice: undoing the fault mended it, and not the service itself.
  return {
    fault: fault.id,
    provenAtUs,
    recoveryMs: isBad ? Number.POSITIVE_INFINITY : (lastBadUs - provenAtUs) / 1_000,
    outageMs: (endUs - provenAtUs) / 1_000,
    bucketMs,
    buckets,
    badBuckets: badSpans.length,
    badSpans,
  }
}

function bucketMsOf({ requests, loadStartUs, loadEndUs }: Evidence): number {
  const ratePerMs = requests.intendedAtUs.length / ((loadEndUs - loadStartUs) / 1_000)
  return bucketsMs.find((bucketMs) => ratePerMs * bucketMs >= requestsPerBucket) ?? 1_000
}

/** Requests that were to start from `fromUs` until before `toUs`, without rejected ones. */
function sliceOf({ requests }: Evidence, fromUs: number, toUs: number) {
  const from = lowerBoundOf(requests.intendedAtUs, fromUs)
  const to = lowerBoundOf(requests.intendedAtUs, toUs)
  let ok = 0
  let valid = 0
  let lastBadUs: number | undefined
  for (let row = from; row < to; row += 1) {
    const outcome = outcomes[requests.outcome[row] ?? 0]
    if (outcome === 'rejected') continue
    valid += 1
    if (outcome === 'ok') ok += 1
    else lastBadUs = requests.intendedAtUs[row]
  }
  return { ok, valid, lastBadUs }
}
