import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { instancesIn, zoneNameOf, zoneParam } from './places.ts'
import { noneAnswers } from './proofs.ts'

/** A zone keeps some of its instances only, so that the zones carry uneven shares. */
export const zoneUneven = defineFault({
  kind: 'zone-uneven',
  about: 'A zone keeps `keep` of its instances and loses the others: zones are uneven then.',
  example: { zone: 'westeurope-1', keep: 1 },
  params: z.strictObject({
    zone: zoneParam,
    keep: z.number().int().nonnegative().default(1),
  }),
  plan({ zone, keep }, world) {
    const name = zoneNameOf(zone, world)
    return instancesIn(world, (instance) => instance.zone === name).slice(keep)
  },
  async apply(targets, _params, world, undo) {
    undo.use(await world.kill(targets))
  },
  prove: noneAnswers,
})
