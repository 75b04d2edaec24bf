import { z } from 'zod'
import { type RedisStatus, redisStatusSchema } from '../../ledger/launch/redis.ts'
import type { FaultTarget, FaultWorld, PlanWorld } from './define-fault.ts'

/** Which Redis a fault is about; every one when nothing is said. */
export const redisWhere = { region: z.string().optional() } as const

/** The Redis of that region, or of each. */
export function redisAt(
  { region }: { readonly region?: string | undefined },
  { parts }: PlanWorld,
): readonly FaultTarget[] {
  return parts.filter(
    (part) => part.kind === 'redis' && (region === undefined || part.region === region),
  )
}

/** True when every one of these says so of itself; one that says nothing is down. */
export async function everyRedis(
  targets: readonly FaultTarget[],
  world: FaultWorld,
  isSuch: (status: RedisStatus | undefined) => boolean,
): Promise<boolean> {
  const statuses = await Promise.all(
    targets.map(async ({ name }) => {
      const answer = await world.ask(name, 'redis').catch(() => undefined)
      const { data } = redisStatusSchema.safeParse(answer)
      return data?.isUp === true ? data : undefined
    }),
  )
  return statuses.every(isSuch)
}
