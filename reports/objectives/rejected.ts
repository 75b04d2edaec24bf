import { countsOf } from '../evidence.ts'
import { defineMeasure, inconclusive, judged } from './objective.ts'
import { shareInterval } from './statistics.ts'

/** Requests that the gateway refused (429, 403), as a count or a share of the offered. */
export const rejected = defineMeasure({
  name: 'rejected',
  examples: ['rejected <= 10%', 'rejected = 0 before fault'],
  about: 'requests that the gateway refused (429, 403), a count or a share of the offered',
  operators: ['<', '<=', '='],
  limits: ['%', 'count'],
  isOfRequests: true,
  judge(objective, evidence) {
    const { limit } = objective
    const { rejected: count, offered } = countsOf(evidence, objective)
    const unit = limit.kind === 'number' ? limit.unit : 'count'
    if (offered === 0) return inconclusive(objective, unit, 0, 'no request was offered')
    const why = `${count} of ${offered} requests were rejected`
    if (unit === 'count') return judged(objective, count, { unit, samples: offered, why })
    const { low, high } = shareInterval(count, offered)
    const interval = { low: low * 100, high: high * 100 }
    return judged(objective, (count / offered) * 100, { unit, samples: offered, interval, why })
  },
})
