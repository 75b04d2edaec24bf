import { defineMeasure, inconclusive, judged } from './objective.ts'

/**
 * The most units that the service was scaled to, in all its regions together: what is paid for.
 * Units that the platform adds by itself, in the place of lost ones, are not among them.
 */
export const units = defineMeasure({
  name: 'units',
  examples: ['units <= 4'],
  about: 'the most units that the service had at a time, as it was scaled: what is paid for',
  operators: ['<', '<='],
  limits: ['count'],
  isOfRequests: false,
  judge(objective, { unitCounts }) {
    if (unitCounts.length === 0) {
      return inconclusive(objective, 'count', 0, 'nobody told how many units there were')
    }
    const most = Math.max(...unitCounts)
    return judged(objective, most, {
      unit: 'count',
      samples: unitCounts.length,
      why: `the service had ${unitCounts.join(', then ')} units`,
    })
  },
})
