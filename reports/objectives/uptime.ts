import { isUp, loadSlicesOf } from './load-slices.ts'
import { defineMeasure, inconclusive, judged, limitOf } from './objective.ts'

/**
 * Availability by time: the share of seconds in which the service was up. A second is up when its
 * good share is that of a recovered service; seconds without a request say nothing. One long outage
 * and many short ones weigh by their length, whatever the load was then.
 */
export const uptime = defineMeasure({
  name: 'uptime',
  examples: ['uptime >= 95%', 'uptime >= 99% after fault'],
  about:
    'seconds with a good share like that of a recovered service (99 %), among those with requests',
  operators: ['>=', '>'],
  limits: ['%'],
  isOfRequests: true,
  judge(objective, evidence) {
    const slices = loadSlicesOf(evidence, objective)
    if (slices.length === 0) return inconclusive(objective, '%', 0, 'no second had a request')
    const up = slices.filter((slice) => isUp(slice, evidence)).length
    const why = `${slices.length - up} of ${slices.length} seconds were down`
    const samples = slices.length
    const bad = { share: 1 - up / samples, allowedShare: 1 - limitOf(objective) / 100 }
    return judged(objective, (up / samples) * 100, { unit: '%', samples, why, bad })
  },
})
