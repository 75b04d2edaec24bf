import type { TopLevelSpec } from 'vega-lite'
import { binSecondsOf } from '../series/bins.ts'
import { defineChart } from './define-chart.ts'
import { bandLayer, markLayer, timeAxis } from './fault-marks.ts'
import { palette, seriesColour } from './palette.ts'
import { columnsOf } from './time-table.ts'

/** What each holder of a counter believed: apart while a link is cut, together again when it heals. */
export const holdersChart = defineChart({
  name: 'holders',
  title: 'A limit, as each holder counted',
  about:
    'Of the key that came closest to its limit: the highest count that each instance believed in. The ' +
    'red line is the limit. Holders that see different counts admit more together than the limit allows.',
  isShown: ({ series }) => series.holders.length > 0,
  describe({ series: { holders } }) {
    const [first] = holders
    if (first === undefined) return 'No limit was asked.'
    const most = holders.reduce((found, { seen }) => Math.max(found, seen), 0)
    const names = new Set(holders.map(({ holder }) => holder))
    return `${first.counter} in ${first.place}, limit ${first.limit}: ${names.size} holders saw at most ${most}.`
  },
  table({ manifest, series: { holders } }) {
    const stepS = binSecondsOf(manifest)
    const columns = columnsOf(holders, {
      stepS,
      unit: '',
      nameOf: ({ holder }) => holder,
      readingOf: ({ seen }) => seen,
      colourOf: seriesColour,
    })
    return { stepS, columns }
  },
  spec(findings): TopLevelSpec | undefined {
    const { holders } = findings.series
    const [first] = holders
    if (first === undefined) return undefined
    const names = [...new Set(holders.map(({ holder }) => holder))]
    const most = holders.reduce((found, { seen }) => Math.max(found, seen), first.limit)
    return {
      width: 980,
      height: 170,
      layer: [
        bandLayer(findings),
        {
          data: { values: holders.map(({ holder, second, seen }) => ({ holder, second, seen })) },
          mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.6, opacity: 0.9 },
          encoding: {
            x: { ...timeAxis(findings, 'seconds of the load'), field: 'second' },
            y: {
              field: 'seen',
              type: 'quantitative',
              scale: { domain: [0, most * 1.12], nice: false },
              axis: { title: 'calls counted in the window', tickCount: 5 },
            },
            color: {
              field: 'holder',
              type: 'nominal',
              scale: { domain: names, range: names.map((_name, index) => seriesColour(index)) },
              legend: { title: null, orient: 'right', symbolType: 'stroke' },
            },
          },
        },
        {
          data: { values: [{ limit: first.limit }] },
          mark: { type: 'rule', color: palette.failed, strokeWidth: 1.4 },
          encoding: { y: { field: 'limit', type: 'quantitative' } },
        },
        markLayer(findings),
      ],
      resolve: { scale: { color: 'independent' } },
    }
  },
})
