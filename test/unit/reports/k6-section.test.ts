import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { K6Result } from '../../../ledger/launch/k6.ts'
import { reportRun } from '../../../reports/report.ts'
import type { Summary } from '../../../reports/summary.ts'
import { writeRun } from './run-folder.ts'
import { zoneDownRun } from './zone-down-run.ts'

const k6: K6Result = {
  version: 'v2.2.0',
  exitCode: 99,
  by: 'csv',
  droppedIterations: 3,
  withoutId: 0,
  errors: 1,
  firstError: 'TypeError: <b>',
  thresholds: [
    { metric: 'http_req_duration', threshold: 'p(95)<250', isMet: true },
    { metric: 'http_req_failed', threshold: 'rate<0.01', isMet: false },
  ],
}

let folder: string
let page: string
let summary: Summary
beforeAll(async () => {
  const content = zoneDownRun()
  const loads = content.manifest.loads.map((load) => ({ ...load, scheduled: load.offered, k6 }))
  folder = writeRun({ ...content, manifest: { ...content.manifest, loads } })
  summary = await reportRun(folder)
  page = readFileSync(join(folder, 'report.html'), 'utf8')
})
afterAll(() => rmSync(folder, { recursive: true }))

test('the thresholds of a k6 script stand beside the verdict, and do not make it', () => {
  expect(page).toContain('href="#k6"')
  expect(page).toMatch(/p\(95\)&lt;250<\/code><\/td>\s*<td[^>]*>met/)
  expect(page).toMatch(/rate&lt;0\.01<\/code><\/td>\s*<td[^>]*>crossed/)
  expect(page).toContain('TypeError: &lt;b&gt;')
  expect(summary.verdict).toBe('pass')
})

test('a load of k6 has no lateness that could be told', () => {
  expect(page).toContain('k6 does not tell')
})
