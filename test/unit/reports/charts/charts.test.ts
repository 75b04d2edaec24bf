import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logTicksOf } from '../../../../reports/charts/log-ticks.ts'
import { palette } from '../../../../reports/charts/palette.ts'
import { charts } from '../../../../reports/charts/registry.ts'
import { renderChart } from '../../../../reports/charts/render-chart.ts'
import type { Findings } from '../../../../reports/findings.ts'
import { gather } from '../../../../reports/gather.ts'
import { themed } from '../../../../reports/render/page-style.ts'
import { noSeries } from '../../../../reports/series/series.ts'
import { RunStore } from '../../../../reports/store/store.ts'
import { writeRun } from '../run-folder.ts'
import { zoneDownRun } from '../zone-down-run.ts'

let folder: string
let findings: Findings
beforeAll(async () => {
  folder = writeRun(zoneDownRun(5, 60))
  await using store = await RunStore.open(folder)
  const gathered = await gather(store)
  const manifest = { ...gathered.manifest, machineUse: machineUseOf(gathered.manifest) }
  findings = { ...gathered, manifest, series: { ...gathered.series, ...madeSeries } }
})

/** Of a timer that fires a tenth of a second off the load's seconds; others have a second of it. */
function machineUseOf({ loadStartUs, loadEndUs }: Findings['manifest']) {
  const count = (loadEndUs - loadStartUs) / 500_000 + 1
  const slices = Array.from({ length: count }, (_, index) => {
    const fromUs = loadStartUs - 100_000 + index * 500_000
    const ownShare = 0.25 + (index % 4) / 20
    const stolenShare = index === 10 || index === 11 ? 0.5 : 0.02
    const otherShare = stolenShare * 1.5
    const shares = { ownShare, otherShare, stolenShare, busyShare: ownShare + otherShare }
    const span = { fromUs, untilUs: fromUs + 500_000 }
    return stolenShare < 0.5 ? { ...span, ...shares } : { ...span, ...shares, busyShare: 1 }
  })
  return { processors: 2, busyShare: 0.4, otherShare: 0.1, stolenShare: 0.05, slices }
}

/** What the made-up drill has none of. */
const madeSeries = {
  caches: [0, 1, 2, 3].map((second) => ({
    place: 'westeurope',
    second: second * 10,
    hits: second * 20,
    lookups: 80,
  })),
  revisions: [
    { second: 0, revision: '1', share: 1 },
    { second: 10, revision: '1', share: 0.25 },
    { second: 10, revision: '2', share: 0.75 },
    { second: 20, revision: '2', share: 1 },
  ],
}
afterAll(() => rmSync(folder, { recursive: true }))

const goldenOf = (name: string) => join(import.meta.dirname, 'golden', `${name}.json`)

test.each(charts)('$name draws what it drew before', (chart) => {
  const text = `${JSON.stringify(chart.spec(findings), rounded, 1)}\n`
  const path = goldenOf(chart.name)
  if (process.env.GOLDEN === 'write' || !existsSync(path)) writeFileSync(path, text)
  expect(text).toBe(readFileSync(path, 'utf8'))
})

test.each(charts)('$name is the same picture twice, in colours of the palette', async (chart) => {
  const spec = chart.spec(findings)
  if (spec === undefined) return expect.unreachable()
  const svg = await renderChart(chart.name, spec)
  expect(await renderChart(chart.name, spec)).toBe(svg)
  expect(svg).toMatch(/^<svg /)
  const colours = new Set(svg.match(/"#[0-9a-f]{6}"/g))
  const known = new Set(Object.values(palette).map((colour) => `"${colour}"`))
  expect([...colours].filter((colour) => !known.has(colour))).toEqual([])
  expect(themed(svg)).not.toMatch(/"#[0-9a-f]{6}"/)
  expect(chart.describe(findings).length).toBeGreaterThan(20)
})

test.each(charts)('$name says something about a run without requests', (chart) => {
  const { machineUse: _, ...manifest } = findings.manifest
  const none: Findings = {
    ...findings,
    manifest,
    loadSeconds: [],
    zoneShares: [],
    blames: [],
    series: noSeries,
    evidence: {
      ...findings.evidence,
      requests: {
        intendedAtUs: new Float64Array(),
        endedAtUs: new Float64Array(),
        outcome: new Uint8Array(),
        attempts: new Uint8Array(),
        parts: {},
      },
    },
  }
  expect(chart.spec(none)).toBeUndefined()
  expect(() => chart.describe(none)).not.toThrow()
})

test.each(charts)('$name tells the values of each moment, if it is drawn over time', (chart) => {
  const table = chart.table?.(findings)
  const isOverTime = JSON.stringify(chart.spec(findings)).includes('seconds of the load')
  expect(table !== undefined).toBe(isOverTime || chart.name === 'instances')
  if (table === undefined) return
  expect(table.columns.length).toBeGreaterThan(0)
  expect(table.columns.length).toBeLessThan(30)
  const lengthS = (findings.manifest.loadEndUs - findings.manifest.loadStartUs) / 1e6
  for (const { name, values } of table.columns) {
    expect(name).not.toBe('')
    expect(values.some((value) => value !== undefined)).toBe(true)
    expect(values.length).toBeLessThanOrEqual(Math.ceil(lengthS / table.stepS))
  }
})

test('the picture of processors is only where slices are known, and marks what others took', () => {
  const chart = charts.find(({ name }) => name === 'processors')
  const { machineUse: _, ...manifest } = findings.manifest
  expect(chart?.isShown?.(findings)).toBe(true)
  expect(chart?.isShown?.({ ...findings, manifest })).toBe(false)
  expect(chart?.describe(findings)).toMatch(
    /^In 2 of \d+ stretches .* 37 %, other processes 25 %, and 50 % was stolen/,
  )
})

test('every colour of the palette is its own', () => {
  const colours = Object.values(palette)
  expect(new Set(colours).size).toBe(colours.length)
})

test('log axes are marked at 1, 2 and 5', () => {
  expect(logTicksOf([0.5, 60])).toEqual([0.5, 1, 2, 5, 10, 20, 50])
})

/** Floating point sums may differ in their last digit from one processor to another. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(9)) : value
}
