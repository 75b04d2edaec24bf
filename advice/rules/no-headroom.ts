import { highestRateOf } from '../../ledger/launch/arrivals.ts'
import { headroomOf } from '../../sim/capacity/headroom.ts'
import { capacityOf } from '../../sim/topology/capacity.ts'
import { tiers } from '../../sim/topology/tiers.ts'
import { defineRule } from '../define-rule.ts'
import { sources } from '../sources.ts'

/** Units that carry the load only as long as nothing is lost. */
export const noHeadroom = defineRule({
  id: 'no-headroom',
  severity: 'high',
  reads: 'a scenario',
  finds: 'units that cannot carry the highest rate of the load once a zone or a region is lost',
  why: 'nobody promises more units elsewhere during an outage: what is left must carry everything',
  fix: 'provision for the loss of one zone (and region), or shed load by limits',
  source: sources.reliability,
  find({ scenario: given }) {
    if (given === undefined) return []
    const { topology, load } = given.scenario
    // Gateways of workspaces and of others carry a part of the load that nothing here tells.
    if (topology.workspaces.length + topology.selfHosted.length > 0) return []
    const perInstance = capacityOf(topology)
    // Where nothing limits a unit it carries what the machine does, which says nothing of a service.
    if (perInstance === undefined) return []
    const perUnitPerS = perInstance.ratePerS * tiers[topology.tier].instancesPerUnit
    const peakPerS = highestRateOf(load)
    const carries = (units: number) => ({
      ratePerS: units * perUnitPerS,
      source: 'multiple' as const,
    })
    const headroom = headroomOf(topology, carries, peakPerS)
    const losses = [
      ['with nothing lost', headroom.useAtPeak],
      ['once a zone is lost', headroom.useAfterZone],
      ['once a region is lost', headroom.useAfterRegion],
    ] as const
    return losses.flatMap(([when, use]) => {
      if (use === undefined || use <= 1) return []
      const share = Number.isFinite(use) ? `${Math.round(use * 100)} %` : 'all and more'
      const at = given.placeOf(['load', 'ratePerS'])
      return [{ at, what: `${peakPerS} requests/s are ${share} of what the units carry ${when}` }]
    })
  },
})
