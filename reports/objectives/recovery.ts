import { recoveryOf } from '../recovery-time.ts'
import { defineMeasure, inconclusive, judged } from './objective.ts'

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
    return judged(objective, recoveryMs, { unit: 'ms', samples: buckets, why })
  },
})
