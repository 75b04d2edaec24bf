import type { TopLevelSpec } from 'vega-lite'
import { palette } from '../charts/palette.ts'
import type { ComparedMeasure, RowVerdict } from './compare.ts'

const colours: Readonly<Record<RowVerdict, string>> = {
  better: palette.after,
  worse: palette.failed,
  same: palette.ok,
  unclear: palette.muted,
  erratic: palette.recovery,
}

/** Beyond this a bar would hide the others; its end then says that it goes on. */
const shownMax = 60

/**
 * Each measure as a point with its interval, in percent of A, by how much B is better (to the
 * right) or worse: the forest plot of meta-analyses. Undefined when nothing has finite ends.
 */
export function forestPlot(rows: readonly ComparedMeasure[]): TopLevelSpec | undefined {
  const values = rows.flatMap(barOf)
  if (values.length === 0) return undefined
  const widest = Math.max(1, ...values.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]))
  const edge = Math.min(shownMax, Math.ceil(widest * 1.1))
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { domain: [-edge, edge], clamp: true },
    title: 'how much better B is than A, in % of A (left: worse), with its 95 % interval',
  })
  const y = { field: 'name', type: 'nominal' as const, sort: null, title: null }
  const color = {
    field: 'verdict',
    type: 'nominal' as const,
    scale: { domain: Object.keys(colours), range: Object.values(colours) },
    title: null,
    legend: { orient: 'top' as const },
  }
  return {
    width: 760,
    height: { step: 22 },
    data: { values },
    layer: [
      {
        data: { values: [{ at: 0 }] },
        mark: { type: 'rule', color: palette.ink, strokeDash: [4, 3] },
        encoding: { x: { field: 'at', type: 'quantitative' } },
      },
      {
        mark: { type: 'rule', size: 3 },
        encoding: { y, x: x('low'), x2: { field: 'high' }, color },
      },
      { mark: { type: 'point', filled: true, size: 70 }, encoding: { y, x: x('middle'), color } },
    ],
  }
}

function barOf({ measure, medianA, difference, interval, verdict }: ComparedMeasure) {
  const sign = measure.better === 'higher' ? 1 : -1
  const percentOf = (value: number) => (sign * value * 100) / Math.abs(medianA)
  const ends = [percentOf(interval.low), percentOf(interval.high)]
  const bar = { low: Math.min(...ends), middle: percentOf(difference), high: Math.max(...ends) }
  const isDrawable = Object.values(bar).every(Number.isFinite)
  return isDrawable ? [{ name: measure.name, verdict, ...bar }] : []
}
