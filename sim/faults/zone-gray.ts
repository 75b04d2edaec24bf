import { z } from 'zod'
import { crossingLinks } from './crossing-links.ts'
import { defineFault } from './define-fault.ts'
import { instancesIn, zoneNameOf, zoneParam } from './places.ts'
import { allTake, allWithin, edgeLinksOf } from './proofs.ts'

/** Of what it is made slower by: a healthy link takes a few milliseconds at most. */
const feltShare = 0.8

/** A zone is neither well nor down: what crosses its border is slow, and some of it is lost. */
export const zoneGray = defineFault({
  kind: 'zone-gray',
  about: 'A gray zone: what crosses its border comes late, and some of it is lost on the way.',
  example: { zone: 'westeurope-1', latencyMs: 150, loss: 0.05 },
  params: z.strictObject({
    zone: zoneParam,
    latencyMs: z.number().min(20).max(10_000).default(100).describe('each way'),
    jitterMs: z.number().nonnegative().max(10_000).default(0),
    loss: z.number().min(0).max(1).default(0).describe('share that is sent again'),
  }),
  plan({ zone }, world) {
    const name = zoneNameOf(zone, world)
    return instancesIn(world, (instance) => instance.zone === name)
  },
  async apply(targets, { latencyMs, jitterMs, loss }, world, undo) {
    const links = crossingLinks(targets, world)
    undo.use(await world.harmLinks(links, { kind: 'latency', latencyMs, jitterMs }))
    if (loss > 0) undo.use(await world.harmLinks(links, { kind: 'loss', share: loss }))
  },
  prove: (targets, world, { latencyMs }) =>
    allTake(2 * latencyMs * feltShare, edgeLinksOf(targets, world), world),
  proveHealed: (targets, world, { latencyMs }) =>
    allWithin(2 * latencyMs * feltShare, edgeLinksOf(targets, world), world),
})
