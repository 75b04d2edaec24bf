import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder } from '../../../ledger/make-folder.ts'

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'make-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('a folder is made with those above it, for whom it is asked for', () => {
  const folder = join(scratch(), 'a/b/c')
  makeFolder(folder, 0o700)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test('one that is there is left as it is', () => {
  const folder = scratch()
  writeFileSync(join(folder, 'kept'), '')
  makeFolder(folder)
  expect(existsSync(join(folder, 'kept'))).toBe(true)
})

test('a file, or a link to nowhere, in its place is an error', () => {
  const folder = scratch()
  writeFileSync(join(folder, 'file'), '')
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'))
  expect(() => makeFolder(join(folder, 'file'))).toThrow('EEXIST')
  expect(() => makeFolder(join(folder, 'file/below'))).toThrow('ENOTDIR')
  expect(() => makeFolder(join(folder, 'link'))).toThrow('EEXIST')
})

test.runIf(existsSync('/proc/self'))('a file system that takes none refuses, and at once', () => {
  expect(() => makeFolder('/proc/there-is-none/below')).toThrow(/ENOENT.*\/proc\/there-is-none'/)
})
