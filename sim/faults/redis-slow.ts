import { z } from 'zod'
import { cacheStatusOf } from './cache-shares.ts'
import { defineFault, type FaultTarget, type FaultWorld } from './define-fault.ts'
import { instancesIn } from './places.ts'
import { redisAt, redisWhere } from './redis-targets.ts'

export const redisSlow = defineFault({
  kind: 'redis-slow',
  about: 'What instances ask the Redis of their region takes longer, there and back together.',
  example: { region: 'westeurope', latencyMs: 300 },
  params: z.strictObject({
    ...redisWhere,
    // Less cannot be told from a busy machine.
    latencyMs: z.number().min(30).max(60_000),
  }),
  plan: redisAt,
  async apply(targets, { latencyMs }, world, undo) {
    const names = new Set(targets.map(({ name }) => name))
    const linkIds = world.linksBetween(
      ({ kind }) => kind === 'instance',
      ({ name }) => names.has(name),
    )
    undo.use(await world.harmLinks(linkIds, { kind: 'latency', latencyMs, direction: 'down' }))
  },
  prove: (targets, world, { latencyMs }) =>
    // One that gave up has waited as well.
    everyAnswer(targets, world, (externalMs = latencyMs) => externalMs >= latencyMs * 0.9),
  proveHealed: (targets, world, { latencyMs }) =>
    everyAnswer(targets, world, (externalMs = latencyMs) => externalMs < latencyMs * 0.9),
})

async function everyAnswer(
  targets: readonly FaultTarget[],
  world: FaultWorld,
  isSuch: (externalMs: number | undefined) => boolean,
): Promise<boolean> {
  const regions = new Set(targets.map(({ region }) => region))
  const instances = instancesIn(world, ({ region }) => regions.has(region))
  const statuses = await Promise.all(instances.map(({ name }) => cacheStatusOf(name, world)))
  return statuses.every((status) => status !== undefined && isSuch(status.externalMs))
}
