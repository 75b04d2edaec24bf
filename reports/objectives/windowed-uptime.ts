import { isUp, type LoadSlice, loadSlicesOf, sliceMs } from './load-slices.ts'
import { defineMeasure, inconclusive, judged } from './objective.ts'

const windowS = 10

/**
 * The worst stretch of ten seconds: the share of its seconds in which users were served well. It tells
 * one outage of ten seconds from ten of one second, which the same uptime hides. Users of a
 * population or region are asked for as parts. Source: Hauer et al., Meaningful Availability, NSDI 2020.
 */
export const windowedUptime = defineMeasure({
  name: 'windowed_uptime',
  examples: ['windowed_uptime >= 50%', 'windowed_uptime >= 80% for population batch'],
  about: 'the least share of seconds that were up, over all stretches of ten seconds',
  operators: ['>=', '>'],
  limits: ['%'],
  isOfRequests: true,
  judge(objective, evidence) {
    const slices = loadSlicesOf(evidence, objective)
    const windows = windowsOf(slices)
    const needed = `a stretch of ${windowS} s with requests in each second is needed`
    if (windows.length === 0) return inconclusive(objective, '%', slices.length, needed)
    const shares = windows.map((window) => {
      return window.filter((slice) => isUp(slice, evidence)).length / window.length
    })
    const worst = Math.min(...shares)
    const why = `the worst of ${windows.length} stretches of ${windowS} s`
    return judged(objective, worst * 100, { unit: '%', samples: windows.length, why })
  },
})

/** Only seconds that follow each other make a stretch. */
function windowsOf(slices: readonly LoadSlice[]): LoadSlice[][] {
  return slices.flatMap((first, index) => {
    const window = slices.slice(index, index + windowS)
    const last = window.at(-1)
    const isWhole =
      window.length === windowS &&
      last !== undefined &&
      Math.round((last.atUs - first.atUs) / 1_000) === (windowS - 1) * sliceMs
    return isWhole ? [window] : []
  })
}
