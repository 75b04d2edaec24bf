import { outcomes } from '../ledger/records.ts'
import { type Evidence, lowerBoundOf } from './evidence.ts'
import type { FaultTimes } from './phases.ts'

export type Recovery = {
  readonly fault: string
  /** From t0 to the end of the last bad slice; infinite when the last slice was bad. */
  readonly recoveryMs: number
  /** From t0 to the undoing of the fault. */
  readonly outageMs: number
  readonly bucketMs: number
  readonly buckets: number
  readonly badBuckets: number
}

/** Slices from fine to coarse; the finest with enough requests in each is taken. */
const bucketsMs = [100, 250, 500, 1_000]
// With 100 requests one failure is 1 %: fewer would call a single failure an outage.
const requestsPerBucket = 100

/**
 * How long a fault hurt. The time from t0 (first proven effect) to the beginning of its undoing, or
 * to the load's end, is cut into equal slices, the last one taking the rest. A slice is bad when
 * the good share of its requests, by intended start and without rejected ones, is below
 * `recoveredShare`. Recovery is the end of the last bad slice: from there on the service was good
 * and stayed so until the fault ended. No bad slice is a recovery of 0 ms. A slice without requests
 * is like the one before it. Undefined when the fault was not proven, or for less than two slices.
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
  let badBuckets = 0
  let lastBad = -1
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const fromUs = provenAtUs + bucket * bucketMs * 1_000
    const toUs = bucket === buckets - 1 ? endUs : fromUs + bucketMs * 1_000
    const share = goodShareOf(evidence, fromUs, toUs)
    if (share !== undefined) isBad = share < evidence.recoveredShare
    if (!isBad) continue
    badBuckets += 1
    lastBad = bucket
  }
  const isRecovered = lastBad < buckets - 1
  return {
    fault: fault.id,
    recoveryMs: isRecovered ? (lastBad + 1) * bucketMs : Number.POSITIVE_INFINITY,
    outageMs: (endUs - provenAtUs) / 1_000,
    bucketMs,
    buckets,
    badBuckets,
  }
}

function bucketMsOf({ requests, loadStartUs, loadEndUs }: Evidence): number {
  const ratePerMs = requests.intendedAtUs.length / ((loadEndUs - loadStartUs) / 1_000)
  return bucketsMs.find((bucketMs) => ratePerMs * bucketMs >= requestsPerBucket) ?? 1_000
}

function goodShareOf({ requests }: Evidence, fromUs: number, toUs: number): number | undefined {
  const from = lowerBoundOf(requests.intendedAtUs, fromUs)
  const to = lowerBoundOf(requests.intendedAtUs, toUs)
  let ok = 0
  let valid = 0
  for (let row = from; row < to; row += 1) {
    const outcome = outcomes[requests.outcome[row] ?? 0]
    if (outcome === 'rejected') continue
    valid += 1
    if (outcome === 'ok') ok += 1
  }
  return valid === 0 ? undefined : ok / valid
}
