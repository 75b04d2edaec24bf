import type { TopologyInput } from '../../scenarios/schema.ts'
import { capacityOf } from '../topology/capacity.ts'
import { tiers } from '../topology/tiers.ts'

/** Requests per second that the governors of one unit let through; undefined: it has none. */
export function governedPerUnitOf(topology: TopologyInput): number | undefined {
  const capacity = capacityOf(topology)
  if (capacity === undefined) return undefined
  return capacity.ratePerS * tiers[topology.tier].instancesPerUnit
}
