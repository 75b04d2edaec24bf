import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportRun } from '../../../../reports/report.ts'
import { summarySchema } from '../../../../reports/summary.ts'
import { trendsOf } from '../../../../reports/trend/trend.ts'
import { writeRun } from '../run-folder.ts'
import { zoneDownRun } from '../zone-down-run.ts'

let folder: string
const folders: string[] = []

/** One run, told as sixteen of as many days: the last eight are slower, and one of all was aborted. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatedrill-trend-'))
  const run = writeRun(zoneDownRun(1, 50))
  await reportRun(run)
  const summary = summarySchema.parse(JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8')))
  for (let day = 0; day < 16; day += 1) {
    const own = join(folder, `run-${15 - day}`)
    mkdirSync(own)
    cpSync(join(run, 'run.json'), join(own, 'run.json'))
    const isAborted = day === 3
    const told = {
      ...summary,
      verdict: isAborted ? 'aborted' : 'pass',
      scenario: day === 15 ? 'another' : summary.scenario,
      objectives: summary.objectives.map((objective) => ({
        ...objective,
        measured: isAborted ? 9_999 : (day >= 8 ? 200 : 100) + (day % 3),
      })),
      provenance: { ...summary.provenance, startedAt: `2026-01-${10 + day}T00:00:00.000Z` },
    }
    writeFileSync(join(own, 'summary.json'), JSON.stringify(told))
    folders.push(own)
  }
  rmSync(run, { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true }))

test('runs of one scenario are told by their time, without those that measured nothing sound', async () => {
  const { trends, skipped } = await trendsOf(folders.toReversed())
  expect(skipped).toEqual([])
  const [another, trend] = trends
  expect(another).toMatchObject({ scenario: 'another', runs: [{ verdict: expect.any(String) }] })
  const days = trend?.runs.map(({ startedAt }) => Number(startedAt.slice(8, 10)))
  expect(days).toEqual(Array.from({ length: 15 }, (_, day) => 10 + day))
  const [series] = trend?.series ?? []
  expect(series?.values).toHaveLength(14)
  // One of the first eight measured nothing.
  expect(series?.changes).toMatchObject([{ at: 7, before: expect.any(Number) }])
  expect(series?.values[7]?.run).toBe(join(folder, 'run-7'))
})

test('a run that cannot be read is left out, and told', async () => {
  const broken = mkdtempSync(join(tmpdir(), 'gatedrill-trend-'))
  writeFileSync(join(broken, 'run.json'), JSON.stringify({ format: 'gatedrill-run-0' }))
  const { trends, skipped } = await trendsOf([...folders, broken])
  expect(trends).toHaveLength(2)
  expect(skipped).toMatchObject([{ code: 'RUN_OTHER_VERSION' }])
  rmSync(broken, { recursive: true })
})
