import { join } from 'node:path'
import { z } from 'zod'
import { parentOf } from '../../../../ledger/child.ts'
import { clockSince, newEpochNs } from '../../../../ledger/clock.ts'
import { realClock } from '../../../../sim/clock.ts'
import { Links } from '../../../../sim/links/links.ts'
import { PartHarms } from '../../../../sim/part-harms.ts'
import { Child } from '../../../../sim/processes/child.ts'

/* A controller that pauses its one child for good and renews the lease; to be killed. */

const { launch, notify } = await parentOf(z.strictObject({ folder: z.string() }))
const epochNs = newEpochNs()
const clock = realClock(clockSince(epochNs))
const start = (name: string, main: string, message: unknown) =>
  Child.start({
    name,
    main,
    launch: message,
    logPath: join(launch.folder, `${name}.log`),
    readyWithinMs: 20_000,
    clock,
    onEvent: (event) => notify({ say: 'event', event }),
  })
const host = await start('links', 'sim/links/main', { epochNs: String(epochNs), seed: 1 })
const child = await start('child', 'test/integration/sim/processes/sample.main.ts', {
  mood: 'ready',
})
const links = new Links(host, clock)
const harms = new PartHarms(
  clock,
  (_part, name, message) => links.commandHost(name, message),
  () => true,
)
await harms.harm({
  faultId: 'unit-hang#1',
  part: 'links',
  harm: { kind: 'pause', pids: [child.pid] },
  lifetimeMs: 600_000,
})
notify({ say: 'ready', ports: { child: child.pid, links: host.pid } })
