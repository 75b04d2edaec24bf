import type { TopLevelSpec } from 'vega-lite'
import type { Layer } from '../charts/define-chart.ts'
import { logTicksOf } from '../charts/log-ticks.ts'
import { palette } from '../charts/palette.ts'
import type { MeasuredUnits } from './capacity-document.ts'

/** Each trial of a unit count: latency and goodput over the rate, with the knee and its interval. */
export function kneeSpecOf(measured: MeasuredUnits, limitMs: number | undefined): TopLevelSpec {
  const { trials, knee } = measured
  const rateMax = Math.max(...trials.map(({ ratePerS }) => ratePerS), knee?.highPerS ?? 0) * 1.05
  const domain = latencyDomainOf(measured, limitMs)
  const values = trials.map(({ ratePerS, p99Ms, goodputPerS, verdict }) => ({
    ratePerS,
    goodputPerS,
    // What never came stands at the top.
    p99Ms: typeof p99Ms === 'number' ? p99Ms : domain[1],
    verdict,
  }))
  const band = knee === undefined ? [] : kneeLayers(knee, rateMax)
  const limit = limitMs === undefined ? [] : [limitLayer(limitMs)]
  return {
    data: { values },
    vconcat: [
      { width: 760, height: 190, layer: [...band, ...limit, latencyLayer(rateMax, domain)] },
      { width: 760, height: 150, layer: [...band, idealLayer(rateMax), goodputLayer(rateMax)] },
    ],
  }
}

/** Around what was measured and the limit, on a log axis. */
function latencyDomainOf({ trials }: MeasuredUnits, limitMs = 10): [number, number] {
  const answered = trials.flatMap(({ p99Ms }) => (typeof p99Ms === 'number' ? [p99Ms] : []))
  return [Math.max(0.1, Math.min(...answered, limitMs) / 2), Math.max(...answered, limitMs, 10) * 2]
}

const verdicts = ['pass', 'fail', 'unclear']
const mark = { type: 'point', filled: true, size: 70, opacity: 0.85 } as const
const byVerdict = {
  color: {
    field: 'verdict',
    type: 'nominal' as const,
    scale: { domain: verdicts, range: [palette.after, palette.failed, palette.muted] },
    legend: { title: null, orient: 'right' as const },
  },
  shape: {
    field: 'verdict',
    type: 'nominal' as const,
    scale: { domain: verdicts, range: ['circle', 'cross', 'triangle-up'] },
  },
}

function rateAxis(rateMax: number, field = 'ratePerS') {
  return {
    field,
    type: 'quantitative' as const,
    scale: { domain: [0, rateMax], nice: false },
    axis: { title: 'offered, requests/s' },
  }
}

function latencyLayer(rateMax: number, domain: [number, number]): Layer {
  const y = {
    field: 'p99Ms',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain, nice: false },
    axis: { title: 'p99, ms (log)', values: logTicksOf(domain), format: '~s' },
  }
  return { mark, encoding: { x: rateAxis(rateMax), y, ...byVerdict } }
}

function goodputLayer(rateMax: number): Layer {
  const y = {
    field: 'goodputPerS',
    type: 'quantitative' as const,
    axis: { title: 'good answers/s' },
  }
  return { mark, encoding: { x: rateAxis(rateMax), y, ...byVerdict } }
}

/** As many good answers as requests. */
function idealLayer(rateMax: number): Layer {
  const ends = [0, rateMax].map((ratePerS) => ({ ratePerS, goodputPerS: ratePerS }))
  return {
    data: { values: ends },
    mark: { type: 'line', strokeDash: [4, 4], color: palette.muted, strokeWidth: 1 },
    encoding: { x: rateAxis(rateMax), y: { field: 'goodputPerS', type: 'quantitative' } },
  }
}

/** The interval as a band, the knee as a line in it. */
function kneeLayers(knee: NonNullable<MeasuredUnits['knee']>, rateMax: number): Layer[] {
  const data = { values: [knee] }
  return [
    {
      data,
      mark: { type: 'rect', color: palette.recovery, opacity: 0.22 },
      encoding: { x: rateAxis(rateMax, 'lowPerS'), x2: { field: 'highPerS' } },
    },
    {
      data,
      mark: { type: 'rule', color: palette.fault, strokeWidth: 2 },
      encoding: { x: rateAxis(rateMax) },
    },
  ]
}

function limitLayer(limitMs: number): Layer {
  return {
    data: { values: [{ limitMs }] },
    mark: { type: 'rule', color: palette.muted, strokeDash: [6, 3] },
    encoding: { y: { field: 'limitMs', type: 'quantitative' } },
  }
}
