import { parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { realClock } from '../clock.ts'
import { linksLaunchSchema } from './commands.ts'
import { LinkHost } from './link-host.ts'

/* The process of all links. It stays up whatever single connections do. */

const { launch, notify, onCommand } = await parentOf(linksLaunchSchema)
const host = new LinkHost({
  clock: realClock(clockSince(BigInt(launch.epochNs))),
  seed: launch.seed,
  say: (event) => notify({ say: 'event', event }),
})
onCommand((command) => host.obey(command.do, command.with))
notify({ say: 'ready', ports: {} })
