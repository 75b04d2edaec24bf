import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMetricsOf } from '../../../../reports/export/open-metrics.ts'
import { otlpOf } from '../../../../reports/export/otlp.ts'
import { type Metric, metricsOf } from '../../../../reports/export/run-metrics.ts'
import { RunTables } from '../../../../reports/query/run-tables.ts'
import { summaryIn } from '../../../../reports/read-summary.ts'
import { manifest, writeRun } from '../run-folder.ts'
import { zoneDownRun } from '../zone-down-run.ts'

let folder: string
let metrics: readonly Metric[]
let offered: number

beforeAll(async () => {
  folder = writeRun(zoneDownRun(2, 50))
  const summary = await summaryIn(folder)
  offered = summary.reconciliation.offered
  await using tables = await RunTables.open(folder)
  metrics = await metricsOf(tables, manifest, summary)
})
afterAll(() => rmSync(folder, { recursive: true }))

const metricOf = (name: string) => {
  const found = metrics.find((metric) => metric.name === name)
  if (found === undefined) throw new Error(`no metric ${name}`)
  return found
}

test('counters end at the sums of the run, and never fall', () => {
  const { points } = metricOf('gatedrill_requests')
  const outcomes = [...new Set(points.map(({ labels }) => labels.outcome))]
  const series = outcomes.map((outcome) =>
    points.filter(({ labels }) => labels.outcome === outcome).map(({ value }) => value),
  )
  for (const values of series) expect(values).toEqual(values.toSorted((a, b) => a - b))
  expect(series.reduce((sum, values) => sum + (values.at(-1) ?? 0), 0)).toBe(offered)
})

test('instants are those of the real world, at the end of each second', () => {
  const [first] = metricOf('gatedrill_requests').points
  expect(first?.unixMs).toBe(Date.parse(manifest.startedAt) + manifest.loadStartUs / 1_000 + 1_000)
})

test('a fault is on from its proof until it is healed', () => {
  expect(metricOf('gatedrill_fault_active').points.map(({ value }) => value)).toEqual([1, 0])
})

test('as OpenMetrics every line is of its grammar, and each family stands together', () => {
  const lines = openMetricsOf(metrics).split('\n')
  expect(lines.slice(-2)).toEqual(['# EOF', ''])
  const sample =
    /^[a-z_]+\{([a-z_]+="([^"\\]|\\.)*",?)*\} (\+Inf|-?\d+(\.\d+)?(e[+-]?\d+)?) \d+\.\d{3}$/
  const meta = /^# (TYPE|UNIT|HELP) gatedrill_\w+ .+$/
  expect(lines.slice(0, -2).filter((line) => !sample.test(line) && !meta.test(line))).toEqual([])
  const families = lines.flatMap((line) => /^# TYPE (\w+)/.exec(line)?.[1] ?? [])
  expect(new Set(families).size).toBe(families.length)
  expect(lines.filter((line) => line.startsWith('gatedrill_requests_total{'))).not.toEqual([])
  expect(lines.filter((line) => line.includes('+Inf'))).not.toEqual([])
})

test('labels and texts of others are escaped', () => {
  const point = { labels: { name: 'a"b\\c\nd' }, unixMs: 1_500, value: Number.NaN }
  const metric: Metric = { name: 'x', kind: 'gauge', unit: '', about: 'y', points: [point] }
  expect(openMetricsOf([metric])).toContain('x{name="a\\"b\\\\c\\nd"} NaN 1.500\n')
})

test('as OTLP sums are cumulative and monotonic, and instants nanoseconds as text', () => {
  const [{ scopeMetrics, resource }] = JSON.parse(otlpOf(metrics, manifest)).resourceMetrics
  expect(resource.attributes).toContainEqual({
    key: 'gatedrill.scenario',
    value: { stringValue: 'zone-down' },
  })
  const told = scopeMetrics[0].metrics
  expect(told[0]).toMatchObject({
    name: 'gatedrill_requests',
    unit: '1',
    sum: { aggregationTemporality: 2, isMonotonic: true },
  })
  expect(told[0].sum.dataPoints[0].timeUnixNano).toMatch(/^\d{19}$/)
  expect(told[1]).toMatchObject({ name: 'gatedrill_latency_seconds', unit: 's' })
})
