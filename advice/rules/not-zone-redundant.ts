import { tiers } from '../../sim/topology/tiers.ts'
import { zoneChoiceOf } from '../../sim/topology/zone-choice.ts'
import { defineRule } from '../define-rule.ts'
import { sources } from '../sources.ts'

/** Units of a region that stand in one zone. */
export const notZoneRedundant = defineRule({
  id: 'not-zone-redundant',
  severity: 'high',
  reads: 'a scenario',
  finds: 'a region whose units all stand in one zone, or in a tier without zones',
  why: 'with that zone the whole gateway is gone until the zone is back',
  fix: 'choose Premium with three zones, and redundancy automatic or zone-redundant',
  source: sources.reliability,
  find({ scenario: given }) {
    if (given === undefined) return []
    const { topology } = given.scenario
    const tier = tiers[topology.tier]
    return Object.entries(topology.regions).flatMap(([region, { zones }]) => {
      const { redundancy, zonalIn } = zoneChoiceOf(topology, region)
      const at = given.placeOf(['topology', 'regions', region])
      if (!tier.hasZones) {
        return [{ at, what: `${region} is one datacenter: ${tier.title} has no zones` }]
      }
      if (redundancy === 'zonal') {
        return [{ at, what: `every unit of ${region} stands in zone ${zonalIn}` }]
      }
      return zones === 1 ? [{ at, what: `${region} uses one zone` }] : []
    })
  },
})
