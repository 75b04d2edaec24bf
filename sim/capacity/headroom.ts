import type { TopologyInput } from '../../scenarios/schema.ts'
import { zoneChoiceOf } from '../topology/zone-choice.ts'
import type { Carries } from './carried.ts'
import { carriedBy } from './plan.ts'
import { survivorsOf } from './survivors.ts'

/** What the scenario's own units carry, as it stands. */
export type Headroom = {
  readonly units: number
  readonly carriedPerS: number
  /** Of what they carry, the share that the peak uses. */
  readonly useAtPeak: number
  /** After the zone that hurts most is lost, and after the region; absent: there is but one. */
  readonly useAfterZone?: number
  readonly useAfterRegion?: number
}

/** All regions together: clients are taken to be where the capacity is. */
export function headroomOf(topology: TopologyInput, carries: Carries, peakPerS: number): Headroom {
  const regions = Object.entries(topology.regions).map(([region, { units, zones }]) => {
    const { redundancy } = zoneChoiceOf(topology, region)
    const left = survivorsOf({ tier: topology.tier, units, zones, redundancy })
    const carriedPerS = carries(units).ratePerS
    return { units, zones, carriedPerS, leftPerS: left === 0 ? 0 : carriedBy(carries, left) }
  })
  const all = regions.reduce((sum, { carriedPerS }) => sum + carriedPerS, 0)
  const zoned = regions.filter(({ zones }) => zones > 1)
  const zoneLoss = Math.max(0, ...zoned.map(({ carriedPerS, leftPerS }) => carriedPerS - leftPerS))
  const regionLoss = Math.max(...regions.map(({ carriedPerS }) => carriedPerS))
  return {
    units: regions.reduce((sum, { units }) => sum + units, 0),
    carriedPerS: all,
    useAtPeak: peakPerS / all,
    ...(zoned.length === 0 ? {} : { useAfterZone: peakPerS / (all - zoneLoss) }),
    ...(regions.length < 2 ? {} : { useAfterRegion: peakPerS / (all - regionLoss) }),
  }
}
