import { latenciesOf, lowerBoundOf } from '../evidence.ts'
import { defineMeasure, inconclusive, judged, limitOf } from './objective.ts'
import { quantileInterval, quantileOf, samplesNeededFor } from './statistics.ts'

/**
 * A quantile of the time from the intended start to the answer; too few records judge nothing.
 * Rejected requests are left out: a quick 429 is not a quick answer, and has its own objective.
 * What got no good answer is slower than any limit.
 */
export const latency = defineMeasure({
  name: 'latency',
  examples: ['p99(latency) < 250ms', 'p99.9(latency) < 1s during fault', 'p50(latency) < 20ms'],
  about: 'a quantile of the time from the intended start to the answer',
  hasQuantile: true,
  operators: ['<', '<='],
  limits: ['ms'],
  isOfRequests: true,
  judge(objective, evidence) {
    const { quantile = 0.5 } = objective
    const sorted = latenciesOf(evidence, objective)
    const measuredUs = quantileOf(sorted, quantile)
    const needed = samplesNeededFor(quantile)
    if (measuredUs === undefined || sorted.length < needed) {
      const why = `${sorted.length} samples are too few for this quantile: ${needed} are needed`
      return inconclusive(objective, 'ms', sorted.length, why)
    }
    const { low, high } = quantileInterval(sorted, quantile)
    const unanswered = sorted.length - unansweredFrom(sorted)
    const slow = sorted.length - lowerBoundOf(sorted, limitOf(objective) * 1_000)
    return judged(objective, measuredUs / 1_000, {
      unit: 'ms',
      samples: sorted.length,
      interval: { low: low / 1_000, high: high / 1_000 },
      why: `${sorted.length} samples, ${unanswered} of them without a good answer`,
      bad: { share: slow / sorted.length, allowedShare: 1 - quantile },
    })
  },
})

function unansweredFrom(sorted: Float64Array): number {
  const first = sorted.indexOf(Number.POSITIVE_INFINITY)
  return first < 0 ? sorted.length : first
}
