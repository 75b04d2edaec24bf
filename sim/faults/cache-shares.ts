import { type CacheStatus, cacheStatusSchema } from '../../ledger/launch/gateway.ts'
import type { FaultTarget, FaultWorld } from './define-fault.ts'

/** What an instance tells of its caches; undefined when it is too busy to. */
export async function cacheStatusOf(
  name: string,
  world: FaultWorld,
): Promise<CacheStatus | undefined> {
  const answer = await world.ask(name, 'cache').catch(() => undefined)
  return cacheStatusSchema.safeParse(answer).data
}

/** True when each of these instances says so of its share. */
export async function everyShare(
  targets: readonly FaultTarget[],
  world: FaultWorld,
  isSuch: (status: CacheStatus) => boolean,
): Promise<boolean> {
  const statuses = await Promise.all(targets.map(({ name }) => cacheStatusOf(name, world)))
  return statuses.every((status) => status !== undefined && isSuch(status))
}
