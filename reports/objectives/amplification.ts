import { attemptsOf } from '../evidence.ts'
import { defineMeasure, inconclusive, judged } from './objective.ts'

/**
 * Attempts for each request: 1 when no client tries again. What retries put on a system that is in
 * trouble already.
 */
export const amplification = defineMeasure({
  name: 'amplification',
  examples: ['amplification <= 1.2', 'amplification < 2 during fault'],
  about: 'attempts of clients for each request: 1 when nobody tries again',
  operators: ['<', '<='],
  limits: ['count'],
  isOfRequests: true,
  judge(objective, evidence) {
    const { requests, attempts } = attemptsOf(evidence, objective)
    if (requests === 0) return inconclusive(objective, 'count', 0, 'no request was offered')
    const why = `${attempts} attempts of ${requests} requests`
    return judged(objective, attempts / requests, { unit: 'count', samples: requests, why })
  },
})
