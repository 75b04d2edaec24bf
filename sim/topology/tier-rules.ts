import type { Problem } from '../../ledger/errors.ts'
import type { TopologyInput } from '../../scenarios/schema.ts'
import { worldErrorCodes } from '../errors.ts'
import { type Tier, tiers } from './tiers.ts'

/** What the tier forbids: too many units, zones, a second region. */
export function tierProblems({ tier: name, regions }: TopologyInput): readonly Problem[] {
  const tier = tiers[name]
  return [
    ...regionsProblems(tier, Object.keys(regions)),
    ...Object.entries(regions).flatMap(([region, { units, zones }]) => [
      ...unitsProblems(tier, region, units),
      ...zonesProblems(tier, region, zones),
    ]),
  ]
}

function regionsProblems(tier: Tier, regions: readonly string[]): readonly Problem[] {
  if (regions.length === 0) {
    return [
      {
        code: worldErrorCodes.topologyWithoutRegion,
        where: 'topology.regions',
        what: 'no region',
        why: 'the first region is the primary one, which holds the management plane',
        fix: 'name one: { westeurope: { zones: 3, units: 3 } }',
      },
    ]
  }
  if (regions.length === 1 || tier.hasRegions) return []
  return [
    {
      code: worldErrorCodes.topologyRegionsNotInTier,
      where: 'topology.regions',
      what: `${regions.length} regions (${regions.join(', ')}) in tier ${tier.title}`,
      why: `${tier.title} has one region; only ${titlesWhere((other) => other.hasRegions)} has more`,
      fix: `keep ${regions[0]} alone, or use tier premium`,
    },
  ]
}

function unitsProblems(tier: Tier, region: string, units: number): readonly Problem[] {
  if (units <= tier.unitsMax) return []
  const roomier = titlesWhere((other) => other.unitsMax >= units)
  return [
    {
      code: worldErrorCodes.topologyTooManyUnits,
      where: `topology.regions.${region}.units`,
      what: `${units} units in tier ${tier.title}`,
      why: `${tier.title} has at most ${tier.unitsMax} in a region`,
      fix: `${upTo(tier.unitsMax)} here, or a tier with more units: ${roomier}`,
    },
  ]
}

function zonesProblems(tier: Tier, region: string, zones: number): readonly Problem[] {
  if (zones === 1 || tier.hasZones) return []
  return [
    {
      code: worldErrorCodes.topologyZonesNotInTier,
      where: `topology.regions.${region}.zones`,
      what: `${zones} zones in tier ${tier.title}`,
      why: `${tier.title} has no zones; ${titlesWhere((other) => other.hasZones)} have`,
      fix: 'zones: 1 here, or tier premium',
    },
  ]
}

function upTo(units: number): string {
  return units === 1 ? 'units: 1' : `1 to ${units} units`
}

function titlesWhere(isMeant: (tier: Tier) => boolean): string {
  const titles = Object.values(tiers)
    .filter(isMeant)
    .map(({ title }) => title)
  return titles.length === 0 ? 'none' : titles.join(' and ')
}
