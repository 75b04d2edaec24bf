import { z } from 'zod'
import { everyShare } from './cache-shares.ts'
import { defineFault } from './define-fault.ts'
import { holdersAt, holdersWhere } from './holders.ts'

export const cacheStaleStuck = defineFault({
  kind: 'cache-stale-stuck',
  about:
    'Nothing in the internal cache expires: what is there is served on, however old (the check cache.staleness breaks).',
  example: {},
  params: z.strictObject({
    ...holdersWhere,
  }),
  plan: holdersAt,
  async apply(targets, _params, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: 'cache-stale' }))
    }
  },
  prove: (targets, world) => everyShare(targets, world, ({ isStale }) => isStale),
  proveHealed: (targets, world) => everyShare(targets, world, ({ isStale }) => !isStale),
})
