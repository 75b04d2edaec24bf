import type { TopLevelSpec } from 'vega-lite'
import type { Findings } from '../findings.ts'
import { timeText } from '../format.ts'
import type { LoadSecond } from '../shares.ts'
import { defineChart, type Layer, type Panel } from './define-chart.ts'
import { bandLayer, markLayer, marksOf, timeAxis } from './fault-marks.ts'
import { logTicksOf } from './log-ticks.ts'
import { palette } from './palette.ts'
import type { TimeColumn } from './time-table.ts'

const width = 980

const outcomeNames = ['ok', 'rejected', 'failed', 'unknown', 'not sent'] as const
const outcomeColours = [
  palette.ok,
  palette.rejected,
  palette.failed,
  palette.unknown,
  palette['not-sent'],
]

/** Rate by outcome and latency over one axis of time, with the faults and their proven moments. */
export const timeline = defineChart({
  name: 'timeline',
  title: 'What happened when',
  about:
    'Requests per second by what became of them, and the latency of those that were not rejected, ' +
    'by intended start. The fault is shaded from its first command until its undoing begins, the ' +
    'recovery until it is healed. A cross marks seconds in which more than 1 % got no good answer.',
  describe: ({ loadSeconds }) => {
    const worst = loadSeconds.toSorted((a, b) => b.offered - b.ok - (a.offered - a.ok))[0]
    return worst === undefined
      ? 'No request was recorded.'
      : `${loadSeconds.length} seconds of load; the worst was second ${worst.second}, in which ` +
          `${worst.ok} of ${worst.offered} requests were answered well.`
  },
  table({ loadSeconds }) {
    const rateColumns = outcomeNames.map((name, index) => ({
      name,
      unit: '/s',
      colour: outcomeColours[index] ?? palette.muted,
      values: loadSeconds.map((row) => ratesOf(row)[index]),
    }))
    const happened = rateColumns.filter(({ values }) => values.some((rate) => rate !== 0))
    return { stepS: 1, columns: [...happened, ...quantiles.map(latencyColumn(loadSeconds))] }
  },
  spec(findings): TopLevelSpec | undefined {
    if (findings.loadSeconds.length === 0) return undefined
    return {
      vconcat: [marksPanel(findings), ratePanel(findings), latencyPanel(findings)],
      spacing: 8,
      resolve: { scale: { color: 'independent' } },
    }
  },
})

function marksPanel(findings: Findings): Panel {
  return {
    width,
    height: 34,
    view: { stroke: null },
    layer: [
      {
        // Spaces and no offset: a zoom moves the label with its mark.
        data: {
          values: marksOf(findings).map(({ label, ...mark }) => {
            return { ...mark, label: `\u00a0\u00a0${label}` }
          }),
        },
        mark: { type: 'text', align: 'left', fontSize: 12, color: palette.ink },
        encoding: {
          x: { ...timeAxis(findings, undefined), field: 'at', axis: null },
          y: { field: 'row', type: 'ordinal', axis: null, scale: { domain: [0, 1] } },
          text: { field: 'label' },
        },
      },
      {
        data: { values: marksOf(findings) },
        mark: { type: 'point', shape: 'triangle-down', filled: true, size: 45, opacity: 1 },
        encoding: {
          x: { field: 'at', type: 'quantitative', axis: null },
          y: { field: 'row', type: 'ordinal', axis: null },
          color: { value: palette.ink },
        },
      },
    ],
  }
}

function ratePanel(findings: Findings): Panel {
  const values = findings.loadSeconds.flatMap(stackOf)
  return {
    width,
    height: 190,
    layer: [
      bandLayer(findings),
      {
        data: { values },
        mark: { type: 'rect' },
        encoding: {
          x: { ...timeAxis(findings, undefined), field: 'second' },
          x2: { field: 'end' },
          y: {
            field: 'low',
            type: 'quantitative',
            // The rest above shows the shaded fault.
            scale: { domain: [0, rateMaxOf(findings.loadSeconds) * 1.15], nice: false },
            axis: { title: 'requests per second', tickCount: 5 },
          },
          y2: { field: 'high' },
          color: {
            field: 'outcome',
            type: 'nominal',
            scale: { domain: [...outcomeNames], range: outcomeColours },
            legend: { title: null, orient: 'right' },
          },
        },
      },
      markLayer(findings),
    ],
    resolve: { scale: { color: 'independent' } },
  }
}

/** In the order of `outcomeNames`. */
function ratesOf({ ok, rejected, failed, unknown, notSent }: LoadSecond): number[] {
  return [ok, rejected, failed, unknown, notSent]
}

/** The outcomes of one second, one on top of the other. */
function stackOf(row: LoadSecond) {
  const { second } = row
  let low = 0
  return ratesOf(row).flatMap((rate, index) => {
    low += rate
    const outcome = outcomeNames[index]
    return rate === 0 ? [] : [{ second, end: second + 1, outcome, low: low - rate, high: low }]
  })
}

function rateMaxOf(loadSeconds: readonly LoadSecond[]): number {
  return loadSeconds.reduce((most, { offered }) => Math.max(most, offered), 1)
}

const quantiles = [
  ['p99', 'p99Ms', palette.tail],
  ['p50', 'p50Ms', palette.median],
] as const

const latencyColumn =
  (loadSeconds: readonly LoadSecond[]) =>
  ([name, field, colour]: (typeof quantiles)[number]): TimeColumn => ({
    name,
    unit: '',
    colour,
    values: loadSeconds.map((row) => {
      const latencyMs = row[field]
      if (latencyMs === undefined) return undefined
      return Number.isFinite(latencyMs) ? timeText(latencyMs) : 'no good answer'
    }),
  })

function latencyPanel(findings: Findings): Panel {
  const { loadSeconds } = findings
  const values = loadSeconds.flatMap((row) =>
    quantiles.flatMap(([quantile, field]) => {
      const latencyMs = row[field]
      return latencyMs === undefined || !Number.isFinite(latencyMs)
        ? []
        : [
            {
              at: row.second + 0.5,
              quantile,
              latencyMs,
              part: partOf(loadSeconds, row.second, field),
            },
          ]
    }),
  )
  const unanswered = loadSeconds
    .filter(({ p99Ms }) => p99Ms === Number.POSITIVE_INFINITY)
    .map(({ second }) => ({ at: second + 0.5 }))
  const limits = latencyLimitsOf(findings)
  const domain = latencyDomainOf([...values, ...limits])
  const color = {
    field: 'quantile',
    type: 'nominal',
    scale: { domain: quantiles.map(([name]) => name), range: quantiles.map(([, , ink]) => ink) },
    legend: { title: null, orient: 'right' },
  } as const
  return {
    width,
    height: 150,
    layer: [
      bandLayer(findings),
      {
        data: { values },
        mark: { type: 'line', strokeWidth: 2, point: { size: 14 } },
        encoding: {
          x: { ...timeAxis(findings, 'seconds of the load'), field: 'at' },
          y: {
            field: 'latencyMs',
            type: 'quantitative',
            scale: { type: 'log', nice: false, domain },
            axis: { title: 'latency, ms (log)', values: logTicksOf(domain), format: '~s' },
          },
          color,
          detail: { field: 'part' },
        },
      },
      {
        data: { values: unanswered },
        mark: { type: 'point', shape: 'cross', angle: 45, filled: true, size: 60, opacity: 1 },
        encoding: {
          x: { field: 'at', type: 'quantitative' },
          y: { value: 8 },
          color: { value: palette.unknown },
        },
      },
      ...limitLayers(limits),
      markLayer(findings),
    ],
    resolve: { scale: { color: 'independent' } },
  }
}

/** What the objectives allow of latency, each limit once. */
function latencyLimitsOf({ judgements }: Findings): { latencyMs: number; label: string }[] {
  const limits = judgements.flatMap(({ measure, limit }) => {
    return measure === 'latency' && limit !== undefined ? [limit] : []
  })
  return [...new Set(limits)].map((latencyMs) => ({ latencyMs, label: `limit ${latencyMs} ms` }))
}

function limitLayers(limits: readonly { latencyMs: number; label: string }[]): Layer[] {
  const y = { field: 'latencyMs', type: 'quantitative' } as const
  const values = [...limits]
  return [
    {
      data: { values },
      mark: { type: 'rule', color: palette.failed, strokeWidth: 1.2, opacity: 0.8 },
      encoding: { y },
    },
    {
      // By this name a zoom lets it stay where it is.
      name: 'fixed',
      data: { values },
      mark: {
        type: 'text',
        align: 'left',
        baseline: 'bottom',
        color: palette.failed,
        x: 5,
        dy: -2,
      },
      encoding: { y, text: { field: 'label' } },
    },
  ]
}

/** A line breaks where a quantile was infinite; the parts on both sides are not joined. */
function partOf(
  loadSeconds: Findings['loadSeconds'],
  second: number,
  field: 'p50Ms' | 'p99Ms',
): number {
  return loadSeconds.filter((row) => row.second < second && row[field] === Number.POSITIVE_INFINITY)
    .length
}

function latencyDomainOf(values: readonly { readonly latencyMs: number }[]): [number, number] {
  const least = Math.min(...values.map(({ latencyMs }) => latencyMs), 10)
  const most = Math.max(...values.map(({ latencyMs }) => latencyMs), 100)
  return [Math.max(least / 1.5, 0.1), most * 4]
}
