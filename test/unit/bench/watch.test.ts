import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { starterOf } from '../../../bench/gateway/subjects.ts'
import { watchProcessors } from '../../../bench/pauses/watches.ts'
import { clockSince, newEpochNs } from '../../../ledger/clock.ts'
import { mayGoFirst } from '../../../load/pacing/real-time.ts'
import type { Child } from '../../../sim/processes/child.ts'

test('a watch tells when its processor was not there, and that is all it tells', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-watch-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  await using open = new AsyncDisposableStack()
  const epochNs = newEpochNs()
  const nowUs = clockSince(epochNs)
  const started: Child[] = []
  const starter = starterOf(folder, nowUs, open)
  const start: typeof starter = async (...words) => {
    const child = await starter(...words)
    started.push(child)
    return child
  }
  const options = { processors: [0], epochNs: String(epochNs), napMs: 1, toleratedMs: 0.2, start }
  const watches = await watchProcessors(options)
  expect(watches !== undefined).toBe(mayGoFirst())
  const [watch] = started
  if (watches === undefined || watch === undefined) return

  await watches.begin()
  // What stands still by a signal was as little there as what its host took away.
  process.kill(watch.pid, 'SIGSTOP')
  const stoppedUs = nowUs()
  await pause(200)
  const goesOnUs = nowUs()
  process.kill(watch.pid, 'SIGCONT')
  const pauses = await watches.pauses()
  const seen = pauses.find(({ fromUs, toUs }) => fromUs <= stoppedUs + 2_000 && toUs >= goesOnUs)
  expect(seen).toBeDefined()

  // Another time begins without what was before.
  const againUs = nowUs()
  await watches.begin()
  const later = await watches.pauses()
  // Clocks of two processes are as good as the same, not the same.
  expect(later.filter(({ fromUs }) => fromUs < againUs - 1_000)).toEqual([])
})
