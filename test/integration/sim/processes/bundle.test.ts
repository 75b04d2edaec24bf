import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundledMain } from '../../../../sim/processes/bundle.ts'

const root = resolve(import.meta.dirname, '../../../..')
let copy: string

/** A copy of the sources, which may be edited, with the packages beside it. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'gatedrill-bundle-'))
  for (const room of [
    'ledger',
    'wire',
    'gateway',
    'load',
    'scenarios',
    'sim',
    'package.json',
    'tsconfig.json',
  ]) {
    cpSync(join(root, room), join(copy, room), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => {
  const made = bundledMain('gateway/main', copy, '.ts')
  if (made !== undefined) rmSync(resolve(made, '../../..'), { recursive: true, force: true })
  rmSync(copy, { recursive: true, force: true })
})

test('a bundle is made once, and again when a source has changed', () => {
  const first = bundledMain('gateway/main', copy, '.ts')
  expect(first).toMatch(/gateway\/main\.js$/)
  expect(bundledMain('gateway/main', copy, '.ts')).toBe(first)
  const source = join(copy, 'gateway/main.ts')
  writeFileSync(
    source,
    `${readFileSync(source, 'utf8')}\nexport const marked = 'changed in the copy'\n`,
  )
  const second = bundledMain('gateway/main', copy, '.ts')
  expect(second).not.toBe(first)
  expect(readFileSync(String(second), 'utf8')).toContain('changed in the copy')
  // A world that runs may start another process from it.
  expect(existsSync(String(first))).toBe(true)
})

test('what is no program of a world has no bundle', () => {
  expect(bundledMain('cli/main', copy, '.ts')).toBeUndefined()
})

test('where nothing can be built the sources have to do', () => {
  expect(bundledMain('gateway/main', join(copy, 'gateway'), '.ts')).toBeUndefined()
})
