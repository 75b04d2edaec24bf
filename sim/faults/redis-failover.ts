import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { everyRedis, redisAt, redisWhere } from './redis-targets.ts'

export const redisFailover = defineFault({
  kind: 'redis-failover',
  about:
    'The primary of a Redis dies; after a while its replica serves in its place, with what it had ' +
    'heard by then (needs redis: { replica: true }).',
  example: { outageMs: 2_000 },
  params: z.strictObject({
    ...redisWhere,
    outageMs: z
      .number()
      .nonnegative()
      .max(600_000)
      .default(2_000)
      .describe('from the death of the primary until the replica serves'),
  }),
  plan: redisAt,
  async apply(targets, { outageMs }, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: 'redis-failover', outageMs }))
    }
  },
  prove: (targets, world) =>
    everyRedis(targets, world, (status) => status === undefined || status.failovers > 0),
  proveHealed: (targets, world) => everyRedis(targets, world, (status) => status !== undefined),
})
