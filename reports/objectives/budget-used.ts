import { countsOf } from '../evidence.ts'
import { targetOf } from './error-budget.ts'
import { defineMeasure, inconclusive, judged, limitOf } from './objective.ts'
import { samplesNeededFor, shareInterval } from './statistics.ts'

/**
 * How much of the error budget of the whole load was used: bad requests among those that a target of
 * 99.9 % allows to be bad, one in a thousand of all that were not rejected. Of a phase, what was used
 * up in it, of the budget of the whole load; of a part, of the budget of that part. Source: The Site
 * Reliability Workbook, chapter 2.
 */
export const budgetUsed = defineMeasure({
  name: 'budget_used',
  examples: ['budget_used(99.9%) <= 50%', 'budget_used(99%) <= 80% during fault'],
  about:
    'bad requests, of those that a target allows over the whole load: 100% is all of the budget',
  ofBudget: 'share',
  operators: ['<', '<='],
  limits: ['%'],
  mayExceedAll: true,
  isOfRequests: true,
  judge(objective, evidence) {
    const { parts = [] } = objective
    const whole = countsOf(evidence, { parts })
    const valid = whole.offered - whole.rejected
    const { targetPercent, badShare } = targetOf(objective)
    const needed = samplesNeededFor(targetPercent / 100)
    if (valid < needed) {
      const why = `${valid} requests are too few for this target: ${needed} are needed`
      return inconclusive(objective, '%', valid, why)
    }
    const { ok, offered, rejected } = countsOf(evidence, objective)
    const judgedCount = offered - rejected
    const bad = judgedCount - ok
    const { low, high } = shareInterval(bad, valid)
    // Rounded: a thousandth is no number of binary digits.
    const usedOf = (share: number) => Number(((share / badShare) * 100).toPrecision(12))
    const allowed = Number((valid * badShare).toPrecision(6))
    const allowedBad = (valid * badShare * limitOf(objective)) / 100
    return judged(objective, usedOf(bad / valid), {
      unit: '%',
      samples: valid,
      interval: { low: usedOf(low), high: usedOf(high) },
      why: `${bad} requests had no good answer, and ${allowed} of ${valid} may have none`,
      bad: { share: bad / judgedCount, allowedShare: allowedBad / judgedCount },
    })
  },
})
