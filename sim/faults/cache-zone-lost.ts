import { z } from 'zod'
import { everyShare } from './cache-shares.ts'
import { defineFault } from './define-fault.ts'
import { holdersAt } from './holders.ts'
import { zoneParam } from './places.ts'

export const cacheZoneLost = defineFault({
  kind: 'cache-zone-lost',
  about: 'The share of the internal cache that a zone holds is lost, and nothing is kept there.',
  example: { zone: 'westeurope-2' },
  params: z.strictObject({
    zone: zoneParam,
  }),
  plan: holdersAt,
  async apply(targets, _params, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: 'cache-closed' }))
    }
  },
  prove: (targets, world) => everyShare(targets, world, ({ isClosed }) => isClosed),
  proveHealed: (targets, world) => everyShare(targets, world, ({ isClosed }) => !isClosed),
})
