import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findK6 } from '../../../../../load/engines/k6/find-k6.ts'

const folder = mkdtempSync(join(tmpdir(), 'find-k6-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A program that says that of itself. */
function saying(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\ncat <<'END'\n${text}\nEND\n`)
  chmodSync(file, 0o755)
  return file
}

const plain = saying('k6', 'k6 v1.8.1 (go1.26.8, linux/amd64)')
const ours = saying(
  'ours',
  'k6 v2.2.0 (go1.26.8, linux/amd64)\nExtensions:\n  main.init.0.func1 , gatedrill [output]',
)
const none = join(folder, 'none')

test.each([
  ['K6_PATH before all', { K6_PATH: plain, PATH: '' }, ours, plain, 'v1.8.1', false],
  ['the one that was built', { PATH: folder }, ours, ours, 'v2.2.0', true],
  ['the one on PATH', { PATH: `/nowhere:${folder}` }, none, plain, 'v1.8.1', false],
])('takes %s', (_case, env, built, path, version, hasOutput) => {
  expect(findK6(env, built)).toEqual({ path, version, hasOutput })
})

test.each([
  ['there is none', { PATH: '' }, 'LOAD_K6_MISSING'],
  ['K6_PATH leads nowhere', { K6_PATH: none, PATH: folder }, 'LOAD_K6_MISSING'],
  ['it is another program', { K6_PATH: saying('other', 'hello') }, 'LOAD_K6_MISSING'],
  ['it is older than 1.0', { K6_PATH: saying('old', 'k6 v0.57.0 (go1.23)') }, 'LOAD_K6_TOO_OLD'],
])('says what to do when %s', (_case, env, code) => {
  expect(() => findK6(env, none)).toThrow(code)
  expect(() => findK6(env, none)).toThrow('npm run build:k6')
})
