import { z } from 'zod'
import { parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { harmsOn } from '../../ledger/harms.ts'
import { realClock } from '../clock.ts'
import { linksLaunchSchema } from './commands.ts'
import { LinkHost } from './link-host.ts'
import { processHarmsOf } from './process-harms.ts'

/*
 * The process of all links, and of harms that a process cannot do to itself. It stays up whatever
 * single connections do.
 */

const { launch, notify, onCommand } = await parentOf(linksLaunchSchema)
const clock = realClock(clockSince(BigInt(launch.epochNs)))
const host = new LinkHost({
  clock,
  seed: launch.seed,
  say: (event) => notify({ say: 'event', event }),
})
const harms = harmsOn(clock, processHarmsOf(clock), (event) => notify({ say: 'event', event }))
const processCommand = z.strictObject({ do: z.string(), with: z.unknown() })

// Who is paused cannot see that the controller is gone: let go, it does.
process.on('exit', () => void harms.healAll())
// Out of the way of `exit`'s own default: a signal alone would end the process without it.
process.once('SIGTERM', () => process.exit(0))

onCommand((command) =>
  command.do === 'processes'
    ? harms.obey(processCommand.parse(command.with))
    : host.obey(command.do, command.with),
)
notify({ say: 'ready', ports: {} })
