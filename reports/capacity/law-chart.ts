import type { TopLevelSpec } from 'vega-lite'
import { palette } from '../charts/palette.ts'
import type { CapacityDocument } from './capacity-document.ts'

type Law = NonNullable<CapacityDocument['law']>

/** What units carry together, each with its interval; the law as a line, and what is linear beside it. */
export function lawSpecOf({ units, law }: CapacityDocument): TopLevelSpec | undefined {
  const points = units.flatMap(({ units: count, knee }) =>
    knee === undefined ? [] : [{ units: count, ...knee }],
  )
  const [first] = points
  if (points.length < 2 || first === undefined) return undefined
  const most = Math.max(...points.map(({ units: count }) => count)) + 1
  const counts = Array.from({ length: most * 10 + 1 }, (_, index) => index / 10)
  const alone = first.ratePerS / first.units
  const linear = counts.map((count) => ({ units: count, ratePerS: alone * count }))
  const curve =
    law === undefined ? [] : counts.map((count) => ({ units: count, ratePerS: rateBy(law, count) }))
  const x = {
    field: 'units',
    type: 'quantitative' as const,
    scale: { domain: [0, most], nice: false },
    axis: {
      title: 'units',
      values: Array.from({ length: most + 1 }, (_, index) => index),
      format: 'd',
    },
  }
  const y = {
    field: 'ratePerS',
    type: 'quantitative' as const,
    axis: { title: 'carried, requests/s' },
  }
  return {
    width: 760,
    height: 240,
    layer: [
      {
        data: { values: linear },
        mark: { type: 'line', strokeDash: [4, 4], color: palette.muted, strokeWidth: 1.2 },
        encoding: { x, y },
      },
      {
        data: { values: curve },
        mark: { type: 'line', color: palette.median, strokeWidth: 2.2 },
        encoding: { x, y },
      },
      {
        data: { values: points },
        mark: { type: 'rule', color: palette.fault, strokeWidth: 2 },
        encoding: { x, y: { field: 'lowPerS', type: 'quantitative' }, y2: { field: 'highPerS' } },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, size: 80, color: palette.fault },
        encoding: { x, y },
      },
    ],
  }
}

/** Source: Gunther, the Universal Scalability Law. */
function rateBy({ gammaPerS, alpha, beta }: Law, units: number): number {
  return (gammaPerS * units) / (1 + alpha * (units - 1) + beta * units * (units - 1))
}
