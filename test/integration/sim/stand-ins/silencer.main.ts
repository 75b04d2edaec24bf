import { join } from 'node:path'
import { z } from 'zod'
import { parentOf } from '../../../../ledger/child.ts'
import { clockSince, newEpochNs } from '../../../../ledger/clock.ts'
import { endpointSchema } from '../../../../ledger/launch/gateway.ts'
import { realClock } from '../../../../sim/clock.ts'
import { Links } from '../../../../sim/links/links.ts'
import { Child } from '../../../../sim/processes/child.ts'

/* A controller that silences its one link for good and renews the lease; to be stopped. */

const schema = z.strictObject({ folder: z.string(), endpoint: endpointSchema })
const { launch, notify } = await parentOf(schema)
const epochNs = newEpochNs()
const clock = realClock(clockSince(epochNs))
const host = await Child.start({
  name: 'links',
  main: 'sim/links/main',
  launch: { epochNs: String(epochNs), seed: 1 },
  logPath: join(launch.folder, 'links.log'),
  readyWithinMs: 10_000,
  clock,
  onEvent: (event) => notify({ say: 'event', event }),
})
const links = new Links(host, clock)
await links.open([{ id: 'a>b', host: '127.0.0.1' }])
await links.aim([{ id: 'a>b', endpoint: launch.endpoint }])
await links.harm({
  faultId: 'test#1',
  linkIds: ['a>b'],
  toxic: { kind: 'silence' },
  lifetimeMs: 600_000,
})
notify({ say: 'ready', ports: { link: links.endpointOf('a>b').port, links: host.pid } })
