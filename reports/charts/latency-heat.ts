import type { TopLevelSpec } from 'vega-lite'
import { timeText } from '../format.ts'
import { binSecondsOf } from '../series/bins.ts'
import { type HeatCell, stepsPerDecade } from '../series/latency-heat.ts'
import { defineChart } from './define-chart.ts'
import { markLayer, timeAxis } from './fault-marks.ts'
import { logTicksOf } from './log-ticks.ts'
import { palette } from './palette.ts'
import { columnsOf } from './time-table.ts'

const step = 10 ** (1 / stepsPerDecade)

/** Where the latencies of each moment lay: two humps are two kinds of requests, which no quantile tells. */
export const latencyHeatChart = defineChart({
  name: 'latency-heat',
  title: 'Latency over time, every request',
  about:
    'The darker, the more of the requests of that moment took so long. The row on top are those that ' +
    'got no good answer. Rejected requests are left out.',
  describe({ series: { latencyHeat } }) {
    const most = latencyHeat.reduce<HeatCell | undefined>(
      (found, cell) => (found === undefined || cell.requests > found.requests ? cell : found),
      undefined,
    )
    const bad = latencyHeat
      .filter(({ fromMs }) => fromMs === undefined)
      .reduce((sum, { requests }) => sum + requests, 0)
    if (most === undefined) return 'No request was recorded.'
    const usual = most.fromMs === undefined ? 'no good answer' : `about ${timeText(most.fromMs)}`
    return `Most requests of a moment: ${usual}. Without a good answer: ${bad}.`
  },
  table({ manifest, series: { latencyHeat } }) {
    const stepS = binSecondsOf(manifest)
    const bySecond = Map.groupBy(latencyHeat, ({ second }) => second)
    const rows = [...bySecond.values()].flatMap((cells) => usualOf(cells))
    const told = {
      stepS,
      nameOf: ({ name }: HeatRow) => name,
      readingOf: ({ value }: HeatRow) => value,
    }
    return { stepS, columns: columnsOf(rows, { ...told, unit: '' }) }
  },
  spec(findings): TopLevelSpec | undefined {
    const { latencyHeat } = findings.series
    if (latencyHeat.length === 0) return undefined
    const known = latencyHeat.flatMap(({ fromMs }) => fromMs ?? [])
    const leastMs = Math.min(...known, 1)
    const mostMs = Math.max(...known, 10) * step
    // Those without an answer have a row of their own above all others.
    const domain: [number, number] = [leastMs, mostMs * step * step]
    const values = latencyHeat.map(({ second, endSecond, fromMs, requests, share }) => ({
      second,
      endSecond,
      low: fromMs ?? mostMs * step,
      high: (fromMs ?? mostMs * step) * step,
      requests,
      share,
      kind: fromMs === undefined ? 'no good answer' : 'answered',
    }))
    return {
      width: 980,
      height: 230,
      layer: [
        {
          data: { values },
          mark: { type: 'rect' },
          encoding: {
            x: { ...timeAxis(findings, 'seconds of the load'), field: 'second' },
            x2: { field: 'endSecond' },
            y: {
              field: 'low',
              type: 'quantitative',
              scale: { type: 'log', nice: false, domain },
              axis: {
                title: 'latency, ms (log)',
                values: logTicksOf([leastMs, mostMs]),
                format: '~s',
              },
            },
            y2: { field: 'high' },
            color: {
              field: 'kind',
              type: 'nominal',
              scale: {
                domain: ['answered', 'no good answer'],
                range: [palette.median, palette.unknown],
              },
              legend: { title: null, orient: 'right' },
            },
            opacity: {
              field: 'share',
              type: 'quantitative',
              scale: { type: 'sqrt', domain: [0, 0.6], range: [0.06, 1], clamp: true },
              legend: null,
            },
          },
        },
        markLayer(findings),
      ],
      resolve: { scale: { color: 'independent' } },
    }
  },
})

type HeatRow = { readonly second: number; readonly name: string; readonly value: string | number }

/** The step of latency that most requests of a moment took, and how many got no good answer. */
function usualOf(cells: readonly HeatCell[]): HeatRow[] {
  const second = cells[0]?.second ?? 0
  const answered = cells.filter(({ fromMs }) => fromMs !== undefined)
  const [most] = answered.toSorted((a, b) => b.requests - a.requests)
  const slowest = answered.at(-1)
  const bad = cells.find(({ fromMs }) => fromMs === undefined)?.requests ?? 0
  const stepText = (cell: HeatCell | undefined) =>
    cell?.fromMs === undefined ? '–' : `${timeText(cell.fromMs)} to ${timeText(cell.fromMs * step)}`
  return [
    { second, name: 'most took', value: stepText(most) },
    { second, name: 'slowest', value: stepText(slowest) },
    { second, name: 'no good answer', value: bad },
  ]
}
