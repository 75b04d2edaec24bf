import { defineMeasure, inconclusive, judged } from './objective.ts'
import { scoreOf } from './weighed.ts'

/**
 * The weight of the objectives that hold, of the weight of all that have one. With a line of this
 * measure it alone decides about them: one of them that does not hold is a warning.
 */
export const score = defineMeasure({
  name: 'score',
  examples: ['score >= 80%'],
  about: 'the weight of the objectives that hold, of all that have a weight; they count together',
  operators: ['>=', '>'],
  limits: ['%'],
  isOfRequests: false,
  isOfOthers: true,
  judge(objective, { weighed = [] }) {
    const found = scoreOf(weighed)
    if (found === undefined) {
      return inconclusive(objective, '%', 0, 'no objective with a weight is claimed')
    }
    const { count, open, percent, missed, total } = found
    if (open !== undefined) {
      return inconclusive(objective, '%', count, `it cannot be told whether ${open} holds`)
    }
    const why =
      missed === 0
        ? `all ${count} objectives with a weight hold`
        : `those that do not hold have ${missed} of the weight of ${total}`
    return judged(objective, percent, { unit: '%', samples: count, why })
  },
})
