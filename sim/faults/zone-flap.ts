import { z } from 'zod'
import { cycle } from './cycle.ts'
import { defineFault } from './define-fault.ts'
import { instancesIn, zoneNameOf, zoneParam } from './places.ts'
import { noneAnswers } from './proofs.ts'

/** A zone comes and goes: what learns of it late learns of it wrong. */
export const zoneFlap = defineFault({
  kind: 'zone-flap',
  about: 'A zone comes and goes: its instances fall silent for `downMs`, are back for `upMs`.',
  example: { zone: 'westeurope-1', downMs: 1_000, upMs: 2_000 },
  params: z.strictObject({
    zone: zoneParam,
    downMs: z.number().positive().default(2_000),
    upMs: z.number().positive().default(2_000),
  }),
  plan({ zone }, world) {
    const name = zoneNameOf(zone, world)
    return instancesIn(world, (instance) => instance.zone === name)
  },
  async apply(targets, { downMs, upMs }, world, undo) {
    undo.use(await cycle(world, { onMs: downMs, offMs: upMs }, () => world.silence(targets)))
  },
  prove: noneAnswers,
})
