import { type CacheStatus, cacheStatusSchema } from '../../ledger/launch/gateway.ts'
import type { FaultTarget, FaultWorld } from './define-fault.ts'

/** What an instance tells of its share of the internal cache, and of the external one. */
export async function cacheStatusOf(name: string, world: FaultWorld): Promise<CacheStatus> {
  return cacheStatusSchema.parse(await world.ask(name, 'cache'))
}

/** True when each of these instances says so of its share. */
export async function everyShare(
  targets: readonly FaultTarget[],
  world: FaultWorld,
  isSuch: (status: CacheStatus) => boolean,
): Promise<boolean> {
  const statuses = await Promise.all(targets.map(({ name }) => cacheStatusOf(name, world)))
  return statuses.every(isSuch)
}
