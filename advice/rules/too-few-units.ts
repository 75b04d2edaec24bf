import { tiers } from '../../sim/topology/tiers.ts'
import { zoneChoiceOf } from '../../sim/topology/zone-choice.ts'
import { defineRule } from '../define-rule.ts'
import { sources } from '../sources.ts'

// Source: Well-Architected, API Management: two are recommended (Reliability), three are counted for
// each region where the outage of a zone is to be withstood (Tradeoffs).
const unitsWanted = 3

/** A region over zones with fewer units than are recommended. */
export const tooFewUnits = defineRule({
  id: 'too-few-units',
  severity: 'medium',
  reads: 'a scenario',
  finds: `a region over zones with fewer than ${unitsWanted} units`,
  why: 'the guide asks for two at least, and counts three a region against the loss of a zone: of two, half is gone with it',
  fix: `deploy at least ${unitsWanted} units, one in each of three zones`,
  source: sources.wellArchitected,
  find({ scenario: given }) {
    if (given === undefined) return []
    const { topology } = given.scenario
    return Object.entries(topology.regions).flatMap(([region, { zones, units }]) => {
      const { redundancy } = zoneChoiceOf(topology, region)
      const isSpread = tiers[topology.tier].hasZones && zones > 1 && redundancy !== 'zonal'
      if (!isSpread || units >= unitsWanted) return []
      const at = given.placeOf(['topology', 'regions', region, 'units'])
      return [
        { at, what: `${region} has ${units} unit${units === 1 ? '' : 's'} in ${zones} zones` },
      ]
    })
  },
})
