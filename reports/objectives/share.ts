import { countsOf } from '../evidence.ts'
import { defineMeasure, inconclusive, judged } from './objective.ts'
import { shareInterval } from './statistics.ts'

/**
 * How much of the load is of a part: whether a zone or a region takes its share of the traffic,
 * well or badly. Requests that came nowhere are of no zone, and count for the whole.
 */
export const share = defineMeasure({
  name: 'share',
  examples: ['share >= 20% after fault for zone westeurope-2'],
  about: 'requests of a part of the load among all: the share that a zone or a region answers',
  operators: ['<', '<=', '>', '>='],
  limits: ['%'],
  isOfRequests: true,
  needsPart: true,
  judge(objective, evidence) {
    const { phase } = objective
    const { offered: all } = countsOf(evidence, phase === undefined ? {} : { phase })
    if (all === 0) return inconclusive(objective, '%', 0, 'no request was offered')
    const { offered: own } = countsOf(evidence, objective)
    const { low, high } = shareInterval(own, all)
    return judged(objective, (own / all) * 100, {
      unit: '%',
      samples: all,
      interval: { low: low * 100, high: high * 100 },
      why: `${own} of ${all} requests were of it`,
    })
  },
})
