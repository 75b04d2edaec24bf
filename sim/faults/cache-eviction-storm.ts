import { z } from 'zod'
import { everyShare } from './cache-shares.ts'
import { defineFault } from './define-fault.ts'
import { holdersAt, holdersWhere } from './holders.ts'

const largestSmall = 1_048_576

export const cacheEvictionStorm = defineFault({
  kind: 'cache-eviction-storm',
  about:
    'The internal cache has room for little: what is stored pushes out what was stored before.',
  example: { bytesMax: 4_096 },
  params: z.strictObject({
    ...holdersWhere,
    bytesMax: z.number().int().positive().max(largestSmall).default(4_096),
  }),
  plan: holdersAt,
  async apply(targets, { bytesMax }, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: 'cache-small', bytesMax }))
    }
  },
  prove: (targets, world) => everyShare(targets, world, ({ bytesMax }) => bytesMax <= largestSmall),
  proveHealed: (targets, world) =>
    everyShare(targets, world, ({ bytesMax }) => bytesMax > largestSmall),
})
