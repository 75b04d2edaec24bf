import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clockSince } from '../../../ledger/clock.ts'
import type { LoadLaunch } from '../../../ledger/launch/load.ts'
import { realClock } from '../../../sim/clock.ts'
import { Child } from '../../../sim/processes/child.ts'
import { loadResultSchema } from '../../../sim/progress.ts'

/** Runs a real generator process from its start to its `done`. */
export async function startGenerator(launch: LoadLaunch) {
  const nowUs = clockSince(BigInt(launch.epochNs))
  await using child = new Child({
    name: launch.generator,
    main: 'load/main',
    launch,
    logPath: join(mkdtempSync(join(tmpdir(), 'load-log-')), 'load.log'),
    readyWithinMs: 20_000,
    clock: realClock(nowUs),
    onEvent: () => undefined,
  })
  await child.ready()
  await child.command('start', { startAtUs: nowUs() + 50_000 })
  return { result: loadResultSchema.parse(await child.done) }
}
