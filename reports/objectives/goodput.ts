import { loadSlicesOf, sliceMs } from './load-slices.ts'
import { defineMeasure, inconclusive, judged } from './objective.ts'

/** Good answers a second, by when their requests were to start, over whole seconds with requests. */
export const goodput = defineMeasure({
  name: 'goodput',
  examples: ['goodput >= 380', 'goodput >= 200 during fault'],
  about: 'good answers a second, by when their requests were to start',
  operators: ['>=', '>'],
  limits: ['count'],
  isOfRequests: true,
  judge(objective, evidence) {
    const slices = loadSlicesOf(evidence, objective)
    if (slices.length === 0) return inconclusive(objective, 'count', 0, 'no second had a request')
    const good = slices.reduce((sum, { ok }) => sum + ok, 0)
    const perS = good / ((slices.length * sliceMs) / 1_000)
    const why = `${good} good answers in ${slices.length} seconds`
    return judged(objective, perS, { unit: 'count', samples: slices.length, why })
  },
})
