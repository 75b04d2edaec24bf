import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { everyRedis, redisAt, redisWhere } from './redis-targets.ts'

export const redisDown = defineFault({
  kind: 'redis-down',
  about: 'The Redis of a region dies with all that it kept; it comes back empty.',
  example: { region: 'westeurope' },
  params: z.strictObject(redisWhere),
  plan: redisAt,
  async apply(targets, _params, world, undo) {
    undo.use(await world.kill(targets))
  },
  prove: (targets, world) => everyRedis(targets, world, (status) => status === undefined),
  proveHealed: (targets, world) => everyRedis(targets, world, (status) => status !== undefined),
})
