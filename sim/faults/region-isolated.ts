import { z } from 'zod'
import { crossingLinks } from './crossing-links.ts'
import { defineFault, type FaultTarget } from './define-fault.ts'
import { regionParam } from './places.ts'
import { allAnswer, noneAnswers } from './proofs.ts'
import { partsOfRegion } from './region-parts.ts'

/** A region is cut off from clients, from the other regions and from the management plane. */
export const regionIsolated = defineFault({
  kind: 'region-isolated',
  about: 'A region is cut off: all of it is alive and works, but nothing passes its border.',
  example: { region: 'westeurope' },
  params: z.strictObject({ region: regionParam }),
  plan: ({ region }, world) => partsOfRegion(region, world, false),
  async apply(targets, _params, world, undo) {
    undo.use(await world.harmLinks(crossingLinks(targets, world), { kind: 'silence' }))
  },
  async prove(targets, world) {
    // Clients reach it no more; asked past the network, it is alive.
    if (!(await noneAnswers(targets.filter(isEdge), world))) return false
    const alive = await Promise.all(targets.map(({ name }) => world.ask(name, 'harms')))
    return alive.every(Array.isArray)
  },
  proveHealed: (targets, world) => allAnswer(targets.filter(isEdge), world),
})

function isEdge({ kind }: FaultTarget): boolean {
  return kind === 'edge'
}
