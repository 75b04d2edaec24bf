import { GatedrillError } from '../../ledger/errors.ts'
import type { PlacedInstance } from '../../ledger/run.ts'
import type { TopologyInput } from '../../scenarios/schema.ts'
import { capacityProblems } from './capacity.ts'
import { gatewayProblems } from './gateway-rules.ts'
import { zoneNumberOf } from './spread.ts'
import { tierProblems } from './tier-rules.ts'
import { tiers } from './tiers.ts'
import { type ZoneChoice, zoneChoiceOf } from './zone-choice.ts'
import { zoneProblems } from './zone-rules.ts'

/**
 * Every instance of the world, in the order of regions, units and instances; those of workspace
 * and self-hosted gateways come last. Units are numbered within their region, so
 * `westeurope-2-u2-a` is the first instance of the region's second unit, in zone 2. A topology that
 * its tier or redundancy forbids is a `GatedrillError` that names each broken rule, the value and
 * the right values.
 */
export function placeInstances(topology: TopologyInput): readonly PlacedInstance[] {
  const problems = [
    ...tierProblems(topology),
    ...zoneProblems(topology),
    ...capacityProblems(topology),
    ...gatewayProblems(topology),
  ]
  if (problems.length > 0) throw new GatedrillError(problems)
  return [
    ...Object.entries(topology.regions).flatMap(([region, { zones, units }]) =>
      unitsOf(topology, { region, zones, units, choice: zoneChoiceOf(topology, region) }),
    ),
    ...topology.workspaces.flatMap((workspace) => workspaceInstances(topology, workspace)),
    ...topology.selfHosted.flatMap(nodesOf),
  ]
}

const letters = 'abcdefgh'

type Units = {
  readonly region: string
  readonly zones: number
  readonly units: number
  readonly choice: ZoneChoice
  readonly gateway?: string
}

function unitsOf(
  { tier }: TopologyInput,
  { region, zones, units, choice, gateway }: Units,
): readonly PlacedInstance[] {
  const { instancesPerUnit } = tiers[tier]
  return rangeOf(units).flatMap((unitIndex) =>
    rangeOf(instancesPerUnit).map((instanceIndex) => {
      const spread = { zones, unitIndex, instanceIndex, instancesPerUnit }
      const zone = `${region}-${zoneNumberOf(choice, spread)}`
      const unit = unitIndex + 1
      const of = gateway === undefined ? '' : `-${gateway}`
      return {
        instance: `${zone}${of}-u${unit}-${letters[instanceIndex]}`,
        region,
        zone,
        unit,
        ...(gateway === undefined ? {} : { gateway }),
      }
    }),
  )
}

/** In the primary region, spread over its zones as it comes. */
function workspaceInstances(
  topology: TopologyInput,
  { name, units }: TopologyInput['workspaces'][number],
): readonly PlacedInstance[] {
  const [region = '', { zones } = { zones: 1 }] = Object.entries(topology.regions)[0] ?? []
  const choice = { redundancy: 'automatic', zonalIn: 1 } as const
  return unitsOf(topology, { region, zones, units, choice, gateway: name })
}

/** One process a node, all in one zone of a place that is not the service's. */
function nodesOf({
  name,
  location = name,
  nodes,
}: TopologyInput['selfHosted'][number]): readonly PlacedInstance[] {
  return rangeOf(nodes).map((index) => ({
    instance: `${name}-n${index + 1}`,
    region: location,
    zone: `${location}-1`,
    unit: index + 1,
    gateway: name,
  }))
}

function rangeOf(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
