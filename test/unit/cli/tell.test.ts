import { readFileSync, rmSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { tell } from '../../../cli/tell.ts'
import { GatedrillError } from '../../../ledger/errors.ts'

let said = ''
vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
  said += String(text)
  return true
})
afterEach(() => {
  said = ''
})

const problem = (code: string) => ({ code, where: 'drill.ts:1', what: 'x', why: 'y', fix: 'z' })
const refused = (code: string, more: object) =>
  Object.assign(new Error(`${code}: refused`), { code, syscall: 'open', ...more })

test('bad input is told with all its problems, and ends with 2', () => {
  expect(tell(new GatedrillError([problem('ONE'), problem('TWO')]))).toBe(2)
  expect(said).toBe(
    'drill.ts:1: x (ONE)\n  why: y\n  fix: z\n\ndrill.ts:1: x (TWO)\n  why: y\n  fix: z\n\n2 problems.\n',
  )
})

test.each([
  ['EACCES', { path: '/a' }, /^\/a: .*\n {2}why: .*open\n {2}fix: give this user the right/],
  ['ENOSPC', {}, /^system: [\s\S]*fix: make room/],
  [
    'EADDRNOTAVAIL',
    { address: '1.2.3.4', port: 80 },
    /^1\.2\.3\.4:80: [\s\S]*fix: name an address/,
  ],
  ['EMFILE', {}, /ulimit/],
])('%s is no bug: it is told with what to do, and ends with 2', (code, more, text) => {
  expect(tell(refused(code, more))).toBe(2)
  expect(said).toMatch(text)
})

test.each([
  ['an error of our own', new TypeError('x is not a function')],
  ['a file of our own that is not there', refused('ENOENT', { path: '/own' })],
])('%s is a bug: how to report it is told, its stack lies in a file', (_case, error) => {
  expect(tell(error)).toBe(70)
  expect(said).toContain(`bug of gatedrill, not of your input: ${error.message}`)
  expect(said).not.toMatch(/^\s+at /m)
  const file = /typed and (.*)\n$/.exec(said)?.[1] ?? ''
  expect(readFileSync(file, 'utf8')).toContain('tell.test.ts')
  rmSync(file)
})
