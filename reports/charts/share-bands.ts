import type { TopLevelSpec } from 'vega-lite'
import type { Findings } from '../findings.ts'
import type { Layer } from './define-chart.ts'
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
      stackLayer(findings, {
        values,
        field,
        names,
        colours: names.map((_name, index) => seriesColour(index)),
        title: 'share of requests',
        // The rest above shows the shaded fault.
        highest: 1.12,
      }),
      markLayer(findings),
    ],
    resolve: { scale: { color: 'independent' } },
  }
}

export type Stack = {
  /** From `second` to `end`, and from `low` to `high`. */
  readonly values: { readonly second: number; readonly end: number; readonly low: number }[]
  /** Says whose each is, by one of the names. */
  readonly field: string
  readonly names: readonly string[]
  readonly colours: readonly string[]
  readonly title: string
  /** Of the axis, where all of it is 1. */
  readonly highest: number
}

/** Shares of a whole on top of each other, over the time of the load. */
export function stackLayer(findings: Findings, stack: Stack): Layer {
  const { values, field, names, colours, title, highest } = stack
  return {
    data: { values },
    mark: { type: 'rect' },
    encoding: {
      x: { ...timeAxis(findings, 'seconds of the load'), field: 'second' },
      x2: { field: 'end' },
      y: {
        field: 'low',
        type: 'quantitative',
        scale: { domain: [0, highest], nice: false },
        axis: { title, format: '.0%', values: [0, 0.25, 0.5, 0.75, 1] },
      },
      y2: { field: 'high' },
      color: {
        field,
        type: 'nominal',
        scale: { domain: [...names], range: [...colours] },
        legend: { title: null, orient: 'right' },
      },
    },
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
