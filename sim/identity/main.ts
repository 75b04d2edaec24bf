import { z } from 'zod'
import { parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { type HarmKinds, harmsOn } from '../../ledger/harms.ts'
import { identityLaunchSchema } from '../../ledger/launch/identity.ts'
import { processHarms } from '../../ledger/process-harms.ts'
import { realClock } from '../clock.ts'
import { serve } from '../http-process.ts'
import { TlsPort } from '../tls/tls-port.ts'
import { IdentityConditions } from './conditions.ts'
import { identityHarms } from './harms/identity-harms.ts'
import { newKeyRing } from './key-ring.ts'
import { identityProvider } from './provider.ts'

/** The identity provider's process. Command `rotate-keys` with `{ drop }` changes the key. */
const { launch, notify, onCommand } = await parentOf(identityLaunchSchema)
const keys = await newKeyRing()
const { issuer, tokenLifetimeS } = launch
const clock = realClock(clockSince(BigInt(launch.epochNs)))
const conditions = new IdentityConditions(clock, keys, () => tlsPort?.showExpired())
const nowS = () => Date.now() / 1_000
const app = identityProvider({ issuer, tokenLifetimeS, keys, nowS, conditions })
const tlsPort = launch.tls && new TlsPort(app.server, launch.tls)
const kinds: HarmKinds = { ...processHarms(clock), ...identityHarms(conditions) }
const harms = harmsOn(clock, kinds, (event) => notify({ say: 'event', event }))

onCommand(async (command) => {
  if (harms.knows(command.do)) return harms.obey(command)
  if (command.do !== 'rotate-keys') throw new Error(`the identity provider knows no ${command.do}`)
  const { drop } = z.strictObject({ drop: z.boolean().default(false) }).parse(command.with ?? {})
  await keys.rotate(drop ? 'none' : 'overlap')
  return undefined
})
if (!(await serve(app, launch.listen, notify))) process.exit(1)
