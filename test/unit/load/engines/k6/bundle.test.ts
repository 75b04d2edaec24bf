import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bundleOf } from '../../../../../load/engines/k6/bundle.ts'

const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('takes packages and types in, and leaves to k6 what is of k6', async () => {
  mkdirSync(join(folder, 'node_modules/answers'), { recursive: true })
  file('node_modules/answers/package.json', '{ "name": "answers", "main": "main.js" }')
  file('node_modules/answers/main.js', 'export const answer = 42')
  const text = await bundleOf(
    file(
      'script.ts',
      `import { answer } from 'answers'
       import { check } from 'k6'
       import { get } from 'k6/http'
       import { Trend } from 'k6/metrics'
       export default (): void => { check(get('x'), {}); new Trend(String(answer)) }`,
    ),
  )
  expect(text).toContain('42')
  expect(text).toMatch(/from "k6"/)
  expect(text).toMatch(/from "k6\/metrics"/)
  // Requests go through the module that gives them their ids.
  expect(text).toContain('traceparent')
})

test.each([
  ['an import that is not there', "import x from 'nowhere'\nexport default x", ':1:15'],
  ['a text that is no script', 'export default (', ':1:17'],
])('names the place of %s', async (_case, text, place) => {
  const script = file('wrong.ts', text)
  await expect(bundleOf(script)).rejects.toThrow('LOAD_K6_SCRIPT')
  await expect(bundleOf(script)).rejects.toThrow(`${script}${place}`)
})

test.each([
  ['a file that is not there', 'none.ts', 'there is no such file'],
  ['a folder', '.', 'this is no file'],
])('refuses %s', async (_case, name, what) => {
  await expect(bundleOf(join(folder, name))).rejects.toThrow(what)
})
