import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { instancesIn, zoneNameOf, zoneParam } from './places.ts'
import { noneAnswers } from './proofs.ts'

/** A zone loses power: its instances fall silent, and die only then. */
export const zoneDown = defineFault({
  kind: 'zone-down',
  about: 'A zone loses power: its instances fall silent, and die only then.',
  example: { zone: 'westeurope-1' },
  params: z.strictObject({
    zone: zoneParam,
    // Two seconds: long enough for two probes to go unanswered before the ports close.
    silenceMs: z.number().nonnegative().default(2_000),
  }),
  plan({ zone }, world) {
    const name = zoneNameOf(zone, world)
    return instancesIn(world, (instance) => instance.zone === name)
  },
  async apply(targets, { silenceMs }, world, undo) {
    // Silence first: the FIN of a dying process makes failover look faster than it is.
    undo.use(await world.silence(targets))
    await world.wait(silenceMs)
    undo.use(await world.kill(targets))
  },
  prove: noneAnswers,
})
