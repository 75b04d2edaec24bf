import { loadSlicesOf, sliceMs } from './load-slices.ts'
import { defineMeasure, inconclusive, judged, limitOf } from './objective.ts'

/**
 * The area of what was missing: each second's share of requests without a good answer, summed up as
 * time. Ten seconds of which a tenth failed are as much as one second of which all did.
 */
export const brownout = defineMeasure({
  name: 'brownout',
  examples: ['brownout < 5s', 'brownout < 500ms after fault'],
  about: 'the bad share of each second, summed up: 10 s of which a tenth failed are 1 s',
  operators: ['<', '<='],
  limits: ['ms'],
  isOfRequests: true,
  judge(objective, evidence) {
    const slices = loadSlicesOf(evidence, objective)
    if (slices.length === 0) return inconclusive(objective, 'ms', 0, 'no second had a request')
    // Multiplied first: a tenth of a second is 100 ms, and 1 - 0.9 is no tenth in binary.
    const areaMs = slices.reduce((sum, { ok, valid }) => sum + ((valid - ok) * sliceMs) / valid, 0)
    const touched = slices.filter(({ ok, valid }) => ok < valid).length
    const why = `${touched} of ${slices.length} seconds had a request without a good answer`
    const wholeMs = slices.length * sliceMs
    const bad = { share: areaMs / wholeMs, allowedShare: limitOf(objective) / wholeMs }
    return judged(objective, areaMs, { unit: 'ms', samples: slices.length, why, bad })
  },
})
