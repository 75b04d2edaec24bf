import type { ServiceChangeInput } from '../../scenarios/schema/scaling.ts'
import type { Scenario } from '../../scenarios/schema.ts'

type Topology = Scenario['topology']

/** What the topology is once a change of the service is done. */
export function topologyAfter(topology: Topology, change: ServiceChangeInput): Topology {
  const { tier = topology.tier, zones, redundancy, zonalIn, units } = change
  const region = regionOf(topology, change)
  const before = topology.regions[region] ?? { zones: 1, units: 1 }
  const after = {
    ...before,
    zones: zones ?? before.zones,
    units: units ?? before.units,
    ...(redundancy === undefined ? {} : { redundancy }),
    ...(zonalIn === undefined ? {} : { zonalIn }),
  }
  return { ...topology, tier, regions: { ...topology.regions, [region]: after } }
}

/** The primary one unless the change names another. */
export function regionOf(topology: Topology, { region }: ServiceChangeInput): string {
  return region ?? Object.keys(topology.regions)[0] ?? ''
}
