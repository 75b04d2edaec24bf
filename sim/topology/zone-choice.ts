import type { TopologyInput } from '../../scenarios/schema.ts'

/** How the units of one region are placed over its zones. */
export type ZoneChoice = Pick<TopologyInput, 'redundancy' | 'zonalIn'>

/** What the region says for itself, or else what the topology says for all. */
export function zoneChoiceOf(topology: TopologyInput, region: string): ZoneChoice {
  const own = topology.regions[region]
  return {
    redundancy: own?.redundancy ?? topology.redundancy,
    zonalIn: own?.zonalIn ?? topology.zonalIn,
  }
}
