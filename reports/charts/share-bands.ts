import type { TopLevelSpec } from 'vega-lite'
import type { Findings } from '../findings.ts'
import { bandLayer, markLayer, timeAxis } from './fault-marks.ts'
import { seriesColour } from './palette.ts'
import { columnsOf, percentOf, type TimeTable } from './time-table.ts'

/** What share of the requests of a second one zone or region had; rows come by second. */
type Share<Field extends string> = { readonly second: number; readonly share: number } & {
  readonly [Name in Field]: string
}

/** The shares of every `widthS` seconds, one on top of the other; undefined when there are none. */
export function shareBands<Field extends 'zone' | 'region' | 'revision'>(
  findings: Findings,
  shares: readonly Share<Field>[],
  field: Field,
  widthS = 1,
): TopLevelSpec | undefined {
  if (shares.length === 0) return undefined
  const names = [...new Set(shares.map((row) => row[field]))]
  const values = stacked(shares, field, widthS)
  return {
    width: 980,
    height: 150,
    layer: [
      bandLayer(findings),
      {
        data: { values },
        mark: { type: 'rect' },
        encoding: {
          x: { ...timeAxis(findings, 'seconds of the load'), field: 'second' },
          x2: { field: 'end' },
          y: {
            field: 'low',
            type: 'quantitative',
            // The rest above shows the shaded fault.
            scale: { domain: [0, 1.12], nice: false },
            axis: { title: 'share of requests', format: '.0%', values: [0, 0.25, 0.5, 0.75, 1] },
          },
          y2: { field: 'high' },
          color: {
            field,
            type: 'nominal',
            scale: {
              domain: names,
              range: names.map((_name, index) => seriesColour(index)),
            },
            legend: { title: null, orient: 'right' },
          },
        },
      },
      markLayer(findings),
    ],
    resolve: { scale: { color: 'independent' } },
  }
}

/** The same shares as numbers. */
export function shareTable<Field extends 'zone' | 'region' | 'revision'>(
  shares: readonly Share<Field>[],
  field: Field,
  stepS = 1,
): TimeTable {
  const columns = columnsOf(shares, {
    stepS,
    unit: ' %',
    nameOf: (row) => row[field],
    readingOf: ({ share }) => percentOf(share),
    colourOf: seriesColour,
  })
  return { stepS, columns }
}

function stacked<Field extends string>(
  shares: readonly Share<Field>[],
  field: Field,
  widthS: number,
) {
  let low = 0
  let last = -1
  return shares.map((row) => {
    const { second, share } = row
    if (second !== last) low = 0
    last = second
    low += share
    return { second, end: second + widthS, [field]: row[field], low: low - share, high: low }
  })
}
