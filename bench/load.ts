import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clockSince, newEpochNs } from '../ledger/clock.ts'
import { defineBench } from './define-bench.ts'
import { pinTo } from './gateway/pin.ts'
import { starterOf } from './gateway/subjects.ts'
import type { LoadBenchWorld } from './load/bench-world.ts'
import { measureLateness } from './load/lateness.ts'
import { measureMemory } from './load/memory.ts'
import { isQuickOf } from './load/options.ts'
import { presentOf } from './load/present-of.ts'
import { measureSpeed } from './load/speed.ts'
import { tools } from './load/tools.ts'

const backendProcessor = 1

export const load = defineBench({
  name: 'load',
  about: 'what a request costs the native engine, beside other load generators (--quick)',
  async run(say, words) {
    const isQuick = isQuickOf('load', words)
    const folder = mkdtempSync(join(tmpdir(), 'gatedrill-bench-'))
    await using open = new AsyncDisposableStack()
    open.defer(() => rmSync(folder, { recursive: true, force: true }))
    const nowUs = clockSince(newEpochNs())
    const start = starterOf(folder, nowUs, open)
    const backend = await start('backend', 'bench/peers/raw-backend.main', {})
    const isPinned = pinTo(backendProcessor, backend.pid)
    say(isPinned ? 'One processor for the generator, one for the backend.' : 'Not pinned.')
    const world: LoadBenchWorld = { backend, folder, nowUs, isQuick, say }
    await measureSpeed(world, presentOf(tools, say))
    await measureLateness(world)
    await measureMemory(world)
  },
})
