import { z } from 'zod'
import { everyShare } from './cache-shares.ts'
import { defineFault } from './define-fault.ts'
import { holdersAt, holdersWhere } from './holders.ts'

export const cacheStampede = defineFault({
  kind: 'cache-stampede',
  about: 'Every entry of the internal cache expires at the same moment, again and again.',
  example: { everyMs: 1_000 },
  params: z.strictObject({
    ...holdersWhere,
    everyMs: z.number().min(100).max(600_000).default(1_000),
  }),
  plan: holdersAt,
  async apply(targets, { everyMs }, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: 'cache-expire', everyMs }))
    }
  },
  prove: (targets, world) => everyShare(targets, world, ({ clears }) => clears > 0),
})
