import { z } from 'zod'
import { type HolderStatus, holderStatusSchema } from '../../ledger/launch/gateway.ts'
import type { FaultTarget, FaultWorld, PlanWorld } from './define-fault.ts'
import { instancesIn, zoneNameOf, zoneParam } from './places.ts'

/** Which holders of counters a fault is about; all of the world when nothing is said. */
export const holdersWhere = {
  zone: zoneParam.optional(),
  region: z.string().optional(),
  instance: z.string().optional(),
} as const

type HoldersWhere = {
  readonly zone?: z.output<typeof zoneParam> | undefined
  readonly region?: string | undefined
  readonly instance?: string | undefined
}

/** The instances that are such. */
export function holdersAt(
  { zone, region, instance }: HoldersWhere,
  world: PlanWorld,
): readonly FaultTarget[] {
  const zoneName = zone === undefined ? undefined : zoneNameOf(zone, world)
  return instancesIn(
    world,
    (one) =>
      (zoneName === undefined || one.zone === zoneName) &&
      (region === undefined || one.region === region) &&
      (instance === undefined || one.name === instance),
  )
}

/** True when every one of these holders says so of itself; one that is too busy to says nothing. */
export async function everyHolder(
  targets: readonly FaultTarget[],
  world: FaultWorld,
  isSuch: (status: HolderStatus) => boolean,
): Promise<boolean> {
  const answers = await Promise.all(
    targets.map(({ name }) => world.ask(name, 'holder').catch(() => undefined)),
  )
  return answers.every((answer) => {
    const { data } = holderStatusSchema.safeParse(answer)
    return data !== undefined && isSuch(data)
  })
}

/** A harm has had something in its hands: calls were counted, and their news fell under it. */
export function feelsHarm({ harmedPortions }: HolderStatus): boolean {
  return harmedPortions > 0
}
