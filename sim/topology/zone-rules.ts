import type { Problem } from '../../ledger/errors.ts'
import type { TopologyInput } from '../../scenarios/schema.ts'
import { worldErrorCodes } from '../errors.ts'
import { tiers } from './tiers.ts'
import { zoneChoiceOf } from './zone-choice.ts'

/** What the redundancy forbids. Source: Reliability in API Management, availability zones. */
export function zoneProblems(topology: TopologyInput): readonly Problem[] {
  return Object.keys(topology.regions).flatMap((region) => regionProblems(topology, region))
}

function regionProblems(topology: TopologyInput, region: string): readonly Problem[] {
  const { zones = 1, units = 1, zonalIn: own } = topology.regions[region] ?? {}
  const { redundancy, zonalIn } = zoneChoiceOf(topology, region)
  const tier = tiers[topology.tier]
  switch (redundancy) {
    case 'automatic':
      return []
    case 'zone-redundant':
      return tier.spreadsWholeUnits ? multipleProblems(region, zones, units, tier.unitsMax) : []
    case 'zonal':
      return zonalProblems(region, zones, zonalIn, own !== undefined)
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

function zonalProblems(
  region: string,
  zones: number,
  zonalIn: number,
  isOwn: boolean,
): readonly Problem[] {
  if (zonalIn <= zones) return []
  return [
    {
      code: worldErrorCodes.topologyNoSuchZone,
      where: isOwn ? `topology.regions.${region}.zonalIn` : 'topology.zonalIn',
      what: `zone ${zonalIn} of ${region}`,
      why: `${region} has zones 1 to ${zones}, and zonal units all stand in zonalIn`,
      fix: zones === 1 ? 'zonalIn: 1' : `zonalIn from 1 to ${zones}`,
    },
  ]
}
