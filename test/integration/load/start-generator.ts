import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClockUs, clockSince } from '../../../ledger/clock.ts'
import type { LoadLaunch } from '../../../ledger/launch/load.ts'
import { realClock } from '../../../sim/clock.ts'
import { Child } from '../../../sim/processes/child.ts'
import { loadResultSchema } from '../../../sim/progress.ts'

export type Steering = (child: Child, nowUs: ClockUs) => Promise<unknown>

const start: Steering = (child, nowUs) => child.command('start', { startAtUs: nowUs() + 50_000 })

/** Runs a real generator process from its start to its `done`; `steer` begins when it is ready. */
export async function startGenerator(launch: LoadLaunch, steer = start) {
  const nowUs = clockSince(BigInt(launch.epochNs))
  const progress: unknown[] = []
  using open = new DisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'load-log-'))
  open.defer(() => rmSync(folder, { recursive: true, force: true }))
  await using child = new Child({
    name: launch.generator,
    main: launch.k6 === undefined ? 'load/main' : 'load/engines/k6/main',
    launch,
    logPath: join(folder, 'load.log'),
    readyWithinMs: 20_000,
    clock: realClock(nowUs),
    onEvent: () => undefined,
    onProgress: (told) => progress.push(told),
  })
  await child.ready()
  await steer(child, nowUs)
  return { result: loadResultSchema.parse(await child.done), progress }
}
