import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  comparisonJsonOf,
  comparisonOf,
  comparisonSchema,
} from '../../../../reports/compare/comparison.ts'
import { comparisonPage } from '../../../../reports/compare/comparison-page.ts'
import { runFoldersIn } from '../../../../reports/compare/run-folders.ts'
import { writeRun } from '../run-folder.ts'
import { zoneDownRun } from '../zone-down-run.ts'

let results: string

/** The same drill; B answers each request later by as much. */
beforeAll(() => {
  results = mkdtempSync(join(tmpdir(), 'gatedrill-compare-'))
  mkdirSync(join(results, 'empty'))
  for (const [name, laterMs] of [
    ['a', 0],
    ['b', 4],
  ] as const) {
    const content = zoneDownRun(1, 100)
    const later = Object.fromEntries(
      Object.entries(content.client ?? {}).map(([writer, records]) => [
        writer,
        records.map((record) =>
          record.outcome === 'ok'
            ? { ...record, endedAtUs: record.endedAtUs + laterMs * 1_000 }
            : record,
        ),
      ]),
    )
    renameSync(writeRun({ ...content, client: later }), join(results, name))
  }
})
afterAll(() => rmSync(results, { recursive: true }))

test('run folders are compared from what they hold, for people and programs', async () => {
  const comparison = await comparisonOf([join(results, 'a')], [join(results, 'b')])
  const json = comparisonSchema.parse(comparisonJsonOf(comparison))
  expect(json).toMatchObject({ verdict: 'worse', exitCode: 1, scenario: 'zone-down' })
  const row = json.rows.find(({ measure }) => measure === 'p50 latency')
  // On a scale of half a percent.
  expect(Number(row?.difference)).toBeGreaterThan(3.9)
  expect(Number(row?.difference)).toBeLessThan(4.1)
  const page = await comparisonPage(comparison)
  expect(page).toMatch(/<svg role="img" aria-label="Differences of B to A: [^"]*p50 latency worse/)
  expect(page).not.toContain('<script')
})

test('a run beside itself passes', async () => {
  const comparison = await comparisonOf([join(results, 'a')], [join(results, 'a')])
  expect(comparison).toMatchObject({ verdict: 'same', exitCode: 0 })
})

test('a folder of runs stands for all of them, by name', () => {
  expect(runFoldersIn(results)).toEqual([join(results, 'a'), join(results, 'b')])
  expect(runFoldersIn(join(results, 'a'))).toEqual([join(results, 'a')])
})

test.each([
  ['empty', /no run.json here/],
  ['nowhere', /no such folder/],
])('the folder %s is refused', (name, what) => {
  expect(() => runFoldersIn(join(results, name))).toThrow(what)
  expect(() => runFoldersIn(join(results, name))).toThrow('COMPARE_EMPTY')
})
