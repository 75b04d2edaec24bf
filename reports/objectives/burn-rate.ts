import type { Evidence } from '../evidence.ts'
import { burnOf } from '../slo/burn-rate.ts'
import { targetOf } from './error-budget.ts'
import { loadSlicesOf, sliceMs } from './load-slices.ts'
import { defineMeasure, inconclusive, judged, type Window } from './objective.ts'
import { samplesNeededFor } from './statistics.ts'

/**
 * The highest burn rate of the run: how many times faster than allowed its error budget was used, over
 * stretches of one length. `5s` are seconds of the run. `1h of 28d` is scaled, as for OpenSLO: the
 * run stands for 28 days, and the stretch is as much of it as an hour is of those, though never less
 * than a second.
 */
export const burnRate = defineMeasure({
  name: 'burn_rate',
  examples: ['burn_rate(99.9%, 1h of 28d) < 14.4', 'burn_rate(99%, 5s) < 10 during fault'],
  about: 'how many times faster than allowed the error budget was used, at the worst',
  ofBudget: 'rate',
  operators: ['<', '<='],
  limits: ['count'],
  isOfRequests: true,
  judge(objective, evidence) {
    const { targetPercent } = targetOf(objective)
    const { window = { lookBackMs: sliceMs } } = objective
    const slices = loadSlicesOf(evidence, objective)
    const valid = slices.reduce((sum, slice) => sum + slice.valid, 0)
    const needed = samplesNeededFor(targetPercent / 100)
    if (valid < needed) {
      const why = `${valid} requests are too few for this target: ${needed} are needed`
      return inconclusive(objective, 'count', valid, why)
    }
    const windowS = windowSOf(window, evidence)
    const seconds = slices.map(({ atUs, ok, valid: total }) => {
      return { slice: Math.floor((atUs - evidence.loadStartUs) / 1e6), good: ok, total }
    })
    const threshold = Number.POSITIVE_INFINITY
    const { highest } = burnOf(seconds, { target: targetPercent / 100, windowS, threshold })
    const measured = Number(highest.toPrecision(12))
    const why = `the worst stretch of ${windowS} s, of ${slices.length} seconds with requests`
    return judged(objective, measured, { unit: 'count', samples: valid, why })
  },
})

function windowSOf({ lookBackMs, ofMs }: Window, { loadStartUs, loadEndUs }: Evidence): number {
  const scale = ofMs === undefined ? 1 : (loadEndUs - loadStartUs) / 1e3 / ofMs
  return Math.max(1, Math.round((lookBackMs * scale) / 1_000))
}
