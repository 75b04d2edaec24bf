import { z } from 'zod'
import { crossingLinks } from './crossing-links.ts'
import { defineFault } from './define-fault.ts'
import { instancesIn, zoneNameOf, zoneParam } from './places.ts'
import { allAnswer, noneAnswers } from './proofs.ts'

/** A zone is cut off: its instances live and hear each other, and nothing passes its border. */
export const zoneIsolated = defineFault({
  kind: 'zone-isolated',
  about: 'A zone is cut off: its instances are alive and hear each other, but nobody else.',
  example: { zone: 'westeurope-1' },
  params: z.strictObject({ zone: zoneParam }),
  plan({ zone }, world) {
    const name = zoneNameOf(zone, world)
    return instancesIn(world, (instance) => instance.zone === name)
  },
  async apply(targets, _params, world, undo) {
    undo.use(await world.harmLinks(crossingLinks(targets, world), { kind: 'silence' }))
  },
  async prove(targets, world) {
    if (!(await noneAnswers(targets, world))) return false
    // Asked past the network: it is cut off, and not dead.
    const alive = await Promise.all(targets.map(({ name }) => world.ask(name, 'harms')))
    return alive.every(Array.isArray)
  },
  proveHealed: allAnswer,
})
