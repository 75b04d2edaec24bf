import type { Problem } from '../../ledger/errors.ts'
import type { TopologyInput } from '../../scenarios/schema.ts'
import { worldErrorCodes } from '../errors.ts'
import { tiers } from './tiers.ts'

/** What the redundancy forbids. Source: Reliability in API Management, availability zones. */
export function zoneProblems(topology: TopologyInput): readonly Problem[] {
  const { redundancy, regions } = topology
  switch (redundancy) {
    case 'automatic':
      return []
    case 'zone-redundant':
      if (!tiers[topology.tier].spreadsWholeUnits) return []
      return Object.entries(regions).flatMap(([region, { zones, units }]) =>
        multipleProblems(region, zones, units, tiers[topology.tier].unitsMax),
      )
    case 'zonal':
      return Object.entries(regions).flatMap(([region, { zones }]) =>
        zonalProblems(region, zones, topology.zonalIn),
      )
  }
}

/** Every zone holds the same number of units, so that each zone's loss is the same loss. */
function multipleProblems(
  region: string,
  zones: number,
  units: number,
  unitsMax: number,
): readonly Problem[] {
  if (units % zones === 0) return []
  const below = Math.floor(units / zones) * zones
  const right = [below, below + zones].filter((value) => value > 0 && value <= unitsMax)
  return [
    {
      code: worldErrorCodes.topologyUnitsNotMultiple,
      where: `topology.regions.${region}.units`,
      what: `${units} units over ${zones} zones`,
      why: 'zone-redundant units must be a multiple of the number of zones',
      fix: `${right.join(' or ')} units, or redundancy: automatic`,
    },
  ]
}

function zonalProblems(region: string, zones: number, zonalIn: number): readonly Problem[] {
  if (zonalIn <= zones) return []
  return [
    {
      code: worldErrorCodes.topologyNoSuchZone,
      where: 'topology.zonalIn',
      what: `zone ${zonalIn} of ${region}`,
      why: `${region} has zones 1 to ${zones}, and zonal units all stand in zonalIn`,
      fix: zones === 1 ? 'zonalIn: 1' : `zonalIn from 1 to ${zones}`,
    },
  ]
}
