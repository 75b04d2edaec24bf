import { defineMeasure, inconclusive, judged } from './objective.ts'

/**
 * From the first proven effect of a fault to the first of its targets that the load balancer took
 * out, or whose region the router took out if that was sooner; the slowest fault counts. Never
 * detected is slower than any limit.
 */
export const detection = defineMeasure({
  name: 'detection',
  examples: ['detection < 5s'],
  about:
    'from the first proven effect to the first target that its load balancer, or the router, took out',
  operators: ['<', '<='],
  limits: ['ms'],
  isOfRequests: false,
  judge(objective, { faults, detectable }) {
    const judgedFaults = faults.filter(
      ({ provenAtUs, targets }) =>
        provenAtUs !== undefined && targets.some((target) => detectable.has(target)),
    )
    const timesMs = judgedFaults.map(({ provenAtUs = 0, detectedAtUs = Infinity }) =>
      // Their probes may see the effect before the proof does.
      Math.max(0, (detectedAtUs - provenAtUs) / 1_000),
    )
    if (timesMs.length === 0) {
      return inconclusive(
        objective,
        'ms',
        0,
        'no fault was proven to have hit what a load balancer or a router watches',
      )
    }
    const worstMs = Math.max(...timesMs)
    const undetected = timesMs.filter((timeMs) => timeMs === Number.POSITIVE_INFINITY).length
    const why =
      undetected > 0
        ? `${undetected} of ${timesMs.length} faults were never detected`
        : 'from the proven effect until a load balancer or the router took a target out'
    return judged(objective, worstMs, { unit: 'ms', samples: timesMs.length, why })
  },
})
