import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { everyRedis, redisAt, redisWhere } from './redis-targets.ts'

export const redisLostData = defineFault({
  kind: 'redis-lost-data',
  about: 'The Redis of a region loses all its data at once, and serves on.',
  example: {},
  params: z.strictObject(redisWhere),
  plan: redisAt,
  async apply(targets, _params, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: 'redis-lost-data' }))
    }
  },
  prove: (targets, world) => everyRedis(targets, world, (status) => (status?.losses ?? 0) > 0),
  proveHealed: (targets, world) => everyRedis(targets, world, (status) => status !== undefined),
})
