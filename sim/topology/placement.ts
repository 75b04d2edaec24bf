import { GatedrillError } from '../../ledger/errors.ts'
import type { PlacedInstance } from '../../ledger/run.ts'
import type { TopologyInput } from '../../scenarios/schema.ts'
import { capacityProblems } from './capacity.ts'
import { zoneNumberOf } from './spread.ts'
import { tierProblems } from './tier-rules.ts'
import { tiers } from './tiers.ts'
import { zoneProblems } from './zone-rules.ts'

/**
 * Every instance of the world, in the order of regions, units and instances. Units are numbered
 * within their region, so `westeurope-2-u2-a` is the first instance of the region's second unit,
 * in zone 2. A topology that its tier or redundancy forbids is a `GatedrillError` that names
 * each broken rule, the value and the right values.
 */
export function placeInstances(topology: TopologyInput): readonly PlacedInstance[] {
  const problems = [
    ...tierProblems(topology),
    ...zoneProblems(topology),
    ...capacityProblems(topology),
  ]
  if (problems.length > 0) throw new GatedrillError(problems)
  const { instancesPerUnit } = tiers[topology.tier]
  return Object.entries(topology.regions).flatMap(([region, { zones, units }]) =>
    rangeOf(units).flatMap((unitIndex) =>
      rangeOf(instancesPerUnit).map((instanceIndex) => {
        const spread = { zones, unitIndex, instanceIndex, instancesPerUnit }
        const zone = `${region}-${zoneNumberOf(topology, spread)}`
        const unit = unitIndex + 1
        return { instance: `${zone}-u${unit}-${letters[instanceIndex]}`, region, zone, unit }
      }),
    ),
  )
}

const letters = 'abcdefgh'

function rangeOf(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
