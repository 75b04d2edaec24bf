import { countsOf } from '../evidence.ts'
import { defineMeasure, inconclusive, judged, limitOf } from './objective.ts'
import { samplesNeededFor, shareInterval } from './statistics.ts'

/**
 * Good requests among valid ones, as clients saw them. Rejected ones are not valid: the gateway
 * refused them as it was told to, and they have their own objective. Whatever else had no usable
 * answer is bad: failed, unknown, not sent.
 */
export const availability = defineMeasure({
  name: 'availability',
  examples: ['availability >= 99%', 'availability >= 99.9% after fault'],
  about: 'good requests among those that were not rejected, as clients saw them',
  operators: ['>=', '>'],
  limits: ['%'],
  isOfRequests: true,
  judge(objective, evidence) {
    const { ok, offered, rejected } = countsOf(evidence, objective)
    const valid = offered - rejected
    const target = limitOf(objective) / 100
    // All of nothing, or of a handful, is no availability: the rule is that of a quantile.
    const needed = target < 1 && target > 0 ? samplesNeededFor(target) : 1
    if (valid < needed) {
      const why = `${valid} requests are too few to tell: ${needed} are needed`
      return inconclusive(objective, '%', valid, why)
    }
    const { low, high } = shareInterval(ok, valid)
    return judged(objective, (ok / valid) * 100, {
      unit: '%',
      samples: valid,
      interval: { low: low * 100, high: high * 100 },
      why: `${valid - ok} of ${valid} requests had no good answer`,
      bad: { share: (valid - ok) / valid, allowedShare: 1 - target },
    })
  },
})
