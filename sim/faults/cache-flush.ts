import { z } from 'zod'
import { everyShare } from './cache-shares.ts'
import { defineFault } from './define-fault.ts'
import { holdersAt, holdersWhere } from './holders.ts'

export const cacheFlush = defineFault({
  kind: 'cache-flush',
  about: 'Instances forget every entry of the internal cache that they hold, once.',
  example: {},
  params: z.strictObject({
    ...holdersWhere,
  }),
  plan: holdersAt,
  async apply(targets, _params, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: 'cache-flush' }))
    }
  },
  prove: (targets, world) => everyShare(targets, world, ({ clears }) => clears > 0),
})
