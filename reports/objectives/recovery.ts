import { type Recovery, recoveryOf } from '../recovery-time.ts'
import { defineMeasure, inconclusive, judged, limitOf } from './objective.ts'

/**
 * From the first proven effect until the service is good again and stays so until the fault is
 * undone, as `recoveryOf` measures it; the slowest fault counts.
 */
export const recovery = defineMeasure({
  name: 'recovery',
  examples: ['recovery < 10s'],
  about: 'from the first proven effect until the service is good again, and stays so',
  operators: ['<', '<='],
  limits: ['ms'],
  isOfRequests: false,
  judge(objective, evidence) {
    const recoveries = evidence.faults.flatMap((fault) => recoveryOf(fault, evidence) ?? [])
    const slowest = recoveries.toSorted((a, b) => b.recoveryMs - a.recoveryMs)[0]
    if (slowest === undefined) {
      const why = 'no fault was proven and then held long enough under load'
      return inconclusive(objective, 'ms', 0, why)
    }
    const { recoveryMs, bucketMs, buckets, badBuckets, outageMs } = slowest
    const share = `${+(evidence.recoveredShare * 100).toFixed(3)} %`
    const why =
      recoveryMs === Number.POSITIVE_INFINITY
        ? `below ${share} until the fault was undone after ${(outageMs / 1_000).toFixed(1)} s`
        : `${badBuckets} of ${buckets} slices of ${bucketMs} ms were below ${share}`
    const bad = { spans: recoveries.flatMap((one) => lateSpansOf(one, limitOf(objective))) }
    return judged(objective, recoveryMs, { unit: 'ms', samples: buckets, why, bad })
  },
})

/** Bad slices that ended past the limit: had they been good, it would hold. */
function lateSpansOf({ provenAtUs, badSpans }: Recovery, limitMs: number) {
  return badSpans.filter(({ toUs }) => toUs > provenAtUs + limitMs * 1_000)
}
