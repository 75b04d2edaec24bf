import { z } from 'zod'
import { parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { harmsOn } from '../../ledger/harms.ts'
import { identityLaunchSchema } from '../../ledger/launch/identity.ts'
import { processHarms } from '../../ledger/process-harms.ts'
import { realClock } from '../clock.ts'
import { serve } from '../http-process.ts'
import { newKeyRing } from './key-ring.ts'
import { identityProvider } from './provider.ts'

/** The identity provider's process. Command `rotate-keys` with `{ drop }` changes the key. */
const { launch, notify, onCommand } = await parentOf(identityLaunchSchema)
const keys = await newKeyRing()
const { issuer, tokenLifetimeS } = launch
const app = identityProvider({ issuer, tokenLifetimeS, keys, nowS: () => Date.now() / 1_000 })

const clock = realClock(clockSince(BigInt(launch.epochNs)))
const harms = harmsOn(clock, processHarms(clock), (event) => notify({ say: 'event', event }))

onCommand((command) => {
  if (harms.knows(command.do)) return harms.obey(command)
  if (command.do !== 'rotate-keys') throw new Error(`the identity provider knows no ${command.do}`)
  const { drop } = z.strictObject({ drop: z.boolean().default(false) }).parse(command.with ?? {})
  return keys.rotate(drop)
})
if (!(await serve(app, launch.listen, notify))) process.exit(1)
