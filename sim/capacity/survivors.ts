import type { TopologyInput } from '../../scenarios/schema.ts'
import { zoneNumberOf } from '../topology/spread.ts'
import { type TierName, tiers } from '../topology/tiers.ts'

export type Placed = {
  readonly tier: TierName
  readonly units: number
  readonly zones: number
  readonly redundancy: TopologyInput['redundancy']
}

/**
 * How many units' worth of instances are left when the zone that hurts most is lost: placed as a
 * drill places them, and so a half when one of a unit's two instances goes.
 */
export function survivorsOf({ tier, units, zones, redundancy }: Placed): number {
  const { instancesPerUnit } = tiers[tier]
  const counts = new Map<number, number>()
  for (let unitIndex = 0; unitIndex < units; unitIndex += 1) {
    for (let instanceIndex = 0; instanceIndex < instancesPerUnit; instanceIndex += 1) {
      const spread = { zones, unitIndex, instanceIndex, instancesPerUnit }
      const zone = zoneNumberOf({ redundancy, zonalIn: 1 }, spread)
      counts.set(zone, (counts.get(zone) ?? 0) + 1)
    }
  }
  const lost = Math.max(0, ...counts.values())
  return (units * instancesPerUnit - lost) / instancesPerUnit
}
