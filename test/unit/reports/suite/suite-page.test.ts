import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSuite, writeSuite } from '../../../../reports/suite/suite-folder.ts'
import { drillOf, suiteOf, suiteWith } from './made-up-suite.ts'

const suite = suiteWith(suiteOf([drillOf('zone-down'), drillOf('alone', 'fail')]), [
  'pass',
  'pass',
  'inconclusive',
])

let folder = ''
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8')
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'suite-'))
  writeSuite(folder, suite)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a suite that was kept is read as it was', () => {
  expect(readSuite(folder)).toEqual(suite)
})

test.each([
  ['SUITE_MISSING', 'nowhere', undefined],
  ['SUITE_INVALID', '', '{}'],
  ['SUITE_INVALID', '', '{'],
])('%s is told of a folder that holds none', (code, name, content) => {
  const other = mkdtempSync(join(tmpdir(), 'suite-'))
  if (content !== undefined) writeFileSync(join(other, 'suite.json'), content)
  expect(() => readSuite(join(other, name))).toThrow(code)
  rmSync(other, { recursive: true })
})

test('the page holds what was seen against what is expected, with the reports behind it', () => {
  const page = textOf('suite.html')
  expect(page).toContain('<a href="zone-down-0/report.html">pass</a>')
  expect(page).toContain('Users of zone-down &lt;notice&gt; nothing.')
  expect(page).toMatch(/expected fail, but: It came to pass\./)
  expect(page).toContain('>98 %<')
  expect(page).toContain('>95.12 %<')
  expect(page).toContain('>1.25 s<')
  expect(page).toContain('not run')
  expect(page).not.toContain('<script')
})

test('every link within the page has its place', () => {
  const page = textOf('suite.html')
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
  const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
  expect(targets.length).toBeGreaterThan(10)
  expect(targets.filter((id) => !ids.has(id))).toEqual([])
})

test('JUnit takes another verdict for a failure, an open one for an error, the rest for skipped', () => {
  const junit = textOf('junit.xml')
  expect(junit).toContain('tests="4" failures="1" errors="1" skipped="1"')
  expect(junit).toMatch(/name="zone-down \(twin\): fail, seed 1" time="50\.0">\n +<failure/)
})

test('the summary for a reviewer has a line a run', () => {
  const markdown = textOf('suite.md')
  expect(markdown).toContain('| ✅ | zone-down | 1 | pass | pass | 98 % | 95.12 % | 1.25 s |')
  expect(markdown).toContain('| ➖ | alone (twin) | 1 | not run | pass | – | – | – |')
})
