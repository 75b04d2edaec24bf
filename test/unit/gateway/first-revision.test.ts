import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { firstRevision } from '../../../gateway/first-revision.ts'
import type { RevisionSource } from '../../../gateway/sync/pull-revision.ts'
import { keepRevision } from '../../../gateway/sync/revision-file.ts'
import { revisionOf } from '../../../ledger/revision.ts'
import { contentOf, fakeClock } from './in-memory.ts'

const revision = (number: number) => revisionOf(number, contentOf())

function sourceOf(...answers: (number | 'away' | undefined)[]): RevisionSource {
  let asked = 0
  return {
    latestAfter() {
      const answer = answers[Math.min(asked, answers.length - 1)]
      asked += 1
      if (answer === 'away') return Promise.reject(new Error('away'))
      return Promise.resolve(answer === undefined ? undefined : revision(answer))
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

function folderWith(number: number | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-state-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  if (number !== undefined) keepRevision(folder, revision(number))
  return folder
}

describe('an instance starts with', () => {
  test.each([
    ['what it is given', 2, undefined, sourceOf(9), 2],
    ['what it kept', undefined, 3, sourceOf('away'), 3],
    ['the newer of both', 2, 3, sourceOf('away'), 3],
    ['the newer of both, the other way round', 4, 3, sourceOf('away'), 4],
    ['what the management plane has', undefined, undefined, sourceOf(5), 5],
    [
      'what the management plane has once it is there',
      undefined,
      undefined,
      sourceOf('away', undefined, 6),
      6,
    ],
  ])('%s', async (_case, given, kept, source, expected) => {
    const { clock } = fakeClock()
    const started = await firstRevision({
      given: given === undefined ? undefined : revision(given),
      stateFolder: folderWith(kept),
      source,
      clock,
    })
    expect(started.number).toBe(expected)
  })
})

test('without any revision it says so after half a minute', async () => {
  const { clock, waitsMs } = fakeClock()
  const start = firstRevision({
    given: undefined,
    stateFolder: undefined,
    source: sourceOf('away'),
    clock,
  })
  await expect(start).rejects.toThrow('GATEWAY_WITHOUT_REVISION')
  expect(waitsMs.reduce((sum, ms) => sum + ms, 0)).toBe(30_000)
})
