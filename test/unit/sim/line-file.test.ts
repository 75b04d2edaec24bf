import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { runFormat } from '../../../ledger/run.ts'
import { lineFileAt } from '../../../sim/line-file.ts'
import { RunRecord } from '../../../sim/run-record.ts'
import { manifest } from '../reports/run-folder.ts'
import { fakeClock } from './fake-clock.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function folderOf(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-lines-'))
  folders.push(folder)
  return folder
}

const linesOf = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))

test('every line is on the disk at once', () => {
  const path = join(folderOf(), 'events.ndjson')
  const file = lineFileAt(path)
  expect(file.append({ one: 1 })).toBeUndefined()
  expect(linesOf(path)).toEqual([{ one: 1 }])
  file.append({ two: 2 })
  expect(linesOf(path)).toEqual([{ one: 1 }, { two: 2 }])
})

test('what is no full disk is an error', () => {
  expect(() => lineFileAt(join(folderOf(), 'none', 'events.ndjson')).append({})).toThrow('ENOENT')
})

test.skipIf(!existsSync('/dev/full'))(
  'what a full disk did not take is written, in its order, when there is room',
  () => {
    const path = join(folderOf(), 'events.ndjson')
    const file = lineFileAt(path)
    symlinkSync('/dev/full', path)
    expect(file.append({ one: 1 })).toContain('ENOSPC')
    expect(file.append({ two: 2 })).toContain('ENOSPC')
    rmSync(path)
    expect(file.append({ three: 3 })).toBeUndefined()
    expect(linesOf(path)).toEqual([{ one: 1 }, { two: 2 }, { three: 3 }])
  },
)

test.skipIf(!existsSync('/dev/full'))(
  'a run goes on over a full disk, and its last words say from when on it was full',
  () => {
    const folder = folderOf()
    const clock = fakeClock()
    const record = new RunRecord({ folder, clock, manifest, onProgress: undefined })
    const blocked = ['events.ndjson', 'run.json.part'].map((name) => join(folder, name))
    for (const path of blocked) symlinkSync('/dev/full', path)
    record.say('load-started')
    record.update({ controllerLagMaxMs: 77 })
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).controllerLagMaxMs).toBe(12.5)
    for (const path of blocked) rmSync(path)
    expect(existsSync(join(folder, '.reserve'))).toBe(true)
    record.makeRoom()
    record.say('run-ended')
    record.update({ ended: 'complete' })
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toMatchObject({
      format: runFormat,
      controllerLagMaxMs: 77,
      ended: 'complete',
      diskFull: { why: expect.stringContaining('ENOSPC') },
    })
    const kinds = linesOf(join(folder, 'events.ndjson')).map((line) => Object(line).kind)
    expect(kinds).toEqual(['load-started', 'run-ended'])
    expect(existsSync(join(folder, '.reserve'))).toBe(false)
  },
)
