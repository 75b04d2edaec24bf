import type { PlacedInstance } from '../../ledger/run.ts'
import type { TopologyInput } from '../../scenarios/schema.ts'
import { tiers } from '../topology/tiers.ts'
import { zoneChoiceOf } from '../topology/zone-choice.ts'

export type Region = {
  readonly topology: TopologyInput
  readonly region: string
  /** Of the managed gateway, in that region. */
  readonly present: readonly PlacedInstance[]
}

export type UnitsToPlace = Region & {
  readonly count: number
  /** The highest unit number that the region has had: names are never given twice. */
  readonly lastUnit: number
  /** Zones that are down, or without room: `westeurope-2`. */
  readonly avoid?: readonly string[]
}

const letters = 'abcdefgh'

/**
 * Where more units go: zone-redundant ones whole into the emptiest zone, others instance by
 * instance. Empty when no zone is left.
 */
export function placeUnits(toPlace: UnitsToPlace): readonly PlacedInstance[] {
  const { topology, region, present, count, lastUnit, avoid = [] } = toPlace
  const { redundancy, zonalIn } = zoneChoiceOf(topology, region)
  const zoneCount = topology.regions[region]?.zones ?? 1
  const numbers = redundancy === 'zonal' ? [zonalIn] : rangeOf(zoneCount).map((index) => index + 1)
  const zones = numbers
    .map((number) => `${region}-${number}`)
    .filter((zone) => !avoid.includes(zone))
  if (zones.length === 0) return []
  const placed: PlacedInstance[] = []
  for (const index of rangeOf(count)) {
    const unit = lastUnit + 1 + index
    const emptiest = () => emptiestOf(zones, [...present, ...placed])
    const whole = emptiest()
    for (const instanceIndex of rangeOf(tiers[topology.tier].instancesPerUnit)) {
      const zone = redundancy === 'automatic' ? emptiest() : whole
      const instance = `${zone}-u${unit}-${letters[instanceIndex]}`
      placed.push({ instance, region, zone, unit })
    }
  }
  return placed
}

/** Which units go: the newest ones of the fullest zones, so that the rest stays spread. */
export function unitsToRemove(
  present: readonly PlacedInstance[],
  count: number,
): readonly PlacedInstance[] {
  const left = [...present]
  const removed: PlacedInstance[] = []
  for (const _ of rangeOf(count)) {
    const fullest = Math.max(...left.map(({ zone }) => countIn(zone, left)))
    const candidates = left.filter(({ zone }) => countIn(zone, left) === fullest)
    const unit = Math.max(...candidates.map((one) => one.unit))
    const gone = left.filter((one) => one.unit === unit)
    removed.push(...gone)
    left.splice(0, left.length, ...left.filter((one) => one.unit !== unit))
  }
  return removed
}

export function unitsIn(present: readonly PlacedInstance[]): number {
  return new Set(present.map(({ unit }) => unit)).size
}

function emptiestOf(zones: readonly string[], placed: readonly PlacedInstance[]): string {
  const [emptiest = ''] = zones.toSorted((a, b) => countIn(a, placed) - countIn(b, placed))
  return emptiest
}

function countIn(zone: string, placed: readonly PlacedInstance[]): number {
  return placed.filter((one) => one.zone === zone).length
}

function rangeOf(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
