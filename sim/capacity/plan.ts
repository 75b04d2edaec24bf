import { type DeclaredSla, declaredSlaOf } from '../../scenarios/declared-sla.ts'
import { type TierName, tiers } from '../topology/tiers.ts'
import { type Carries, unitsFor } from './carried.ts'
import { survivorsOf } from './survivors.ts'

/** One way to place units so that a peak is carried, and what it costs. */
export type PlanOption = {
  readonly name: string
  /** What may be lost with the peak still carried. */
  readonly survives: 'nothing' | 'one zone' | 'one region' | 'one zone or one region'
  readonly regions: number
  readonly zones: number
  readonly redundancy: 'automatic' | 'zone-redundant'
  /** Of each region; absent: the tier does not allow as many as are needed, or none at all. */
  readonly unitsPerRegion?: number
  readonly unitsInAll?: number
  /** Share of what they carry that the peak uses, with nothing lost and with the loss. */
  readonly useAtPeak?: number
  readonly useAfterLoss?: number
  readonly sla?: DeclaredSla
  readonly pricePerMonth?: number
  /** Why there is none, or what to know of it. */
  readonly note?: string
}

export type ToPlan = {
  readonly tier: TierName
  readonly peakPerS: number
  readonly carries: Carries
  /** Of one unit and month, in whatever currency. */
  readonly pricePerUnit?: number
}

type Shape = Pick<PlanOption, 'survives' | 'regions' | 'zones' | 'redundancy'>

const shapes: readonly Shape[] = [
  { survives: 'nothing', regions: 1, zones: 1, redundancy: 'automatic' },
  { survives: 'one zone', regions: 1, zones: 2, redundancy: 'zone-redundant' },
  { survives: 'one zone', regions: 1, zones: 3, redundancy: 'zone-redundant' },
  { survives: 'one zone', regions: 1, zones: 3, redundancy: 'automatic' },
  { survives: 'one region', regions: 2, zones: 1, redundancy: 'automatic' },
  { survives: 'one region', regions: 3, zones: 1, redundancy: 'automatic' },
  { survives: 'one zone or one region', regions: 2, zones: 3, redundancy: 'zone-redundant' },
]

/**
 * What is needed for a peak with nothing lost, with one zone lost and with one region lost. The
 * advice is to provision so that what is left carries the peak, as capacity after a loss is promised
 * by nobody. Source: Reliability in API Management; units and zones: `sim/topology/zone-rules.ts`.
 */
export function planOf(toPlan: ToPlan): readonly PlanOption[] {
  return shapes.map((shape) => optionOf(shape, toPlan))
}

function optionOf(shape: Shape, toPlan: ToPlan): PlanOption {
  const { tier: name, peakPerS, carries, pricePerUnit } = toPlan
  const tier = tiers[name]
  const base = { ...shape, name: nameOf(shape) }
  if (shape.zones > 1 && !tier.hasZones) return { ...base, note: `${tier.title} has no zones` }
  if (shape.regions > 1 && !tier.hasRegions) {
    return { ...base, note: `${tier.title} has one region` }
  }
  const isWhole = shape.redundancy === 'zone-redundant' && tier.spreadsWholeUnits
  const multipleOf = isWhole ? shape.zones : 1
  const { unitsMax } = tier
  const isEnough = (units: number) => useAfterLossOf(shape, units, toPlan) <= 1
  const unitsPerRegion = unitsFor(isEnough, { unitsMax, multipleOf })
  if (unitsPerRegion === undefined) {
    return { ...base, note: `more than the ${unitsMax} units that ${tier.title} has in a region` }
  }
  const unitsInAll = unitsPerRegion * shape.regions
  const sla = declaredSlaOf(name, shape)
  return {
    ...base,
    unitsPerRegion,
    unitsInAll,
    useAtPeak: peakPerS / shape.regions / carries(unitsPerRegion).ratePerS,
    useAfterLoss: useAfterLossOf(shape, unitsPerRegion, toPlan),
    ...(sla === undefined ? {} : { sla }),
    ...(pricePerUnit === undefined ? {} : { pricePerMonth: pricePerUnit * unitsInAll }),
    ...(isWhole ? { note: `a multiple of ${shape.zones}, as many in each zone` } : {}),
  }
}

/**
 * The share that the peak uses of what is left in the busiest region. Clients of a lost region are
 * sent to the nearest one that is left: all of them may come to the same.
 */
function useAfterLossOf(
  { survives, regions, zones, redundancy }: Shape,
  units: number,
  { tier, peakPerS, carries }: ToPlan,
): number {
  const share = peakPerS / regions
  const left = survivorsOf({ tier, units, zones, redundancy })
  const afterZone = left === 0 ? Number.POSITIVE_INFINITY : share / carriedBy(carries, left)
  const afterRegion = (2 * share) / carries(units).ratePerS
  switch (survives) {
    case 'nothing':
      return share / carries(units).ratePerS
    case 'one zone':
      return afterZone
    case 'one region':
      return afterRegion
    case 'one zone or one region':
      return Math.max(afterZone, afterRegion)
  }
}

/** Half a unit is one instance of two: it carries half of what a unit does. */
export function carriedBy(carries: Carries, units: number): number {
  const whole = Math.floor(units)
  const [below, above] = [whole === 0 ? 0 : carries(whole).ratePerS, carries(whole + 1).ratePerS]
  return below + (above - below) * (units - whole)
}

function nameOf({ regions, zones, redundancy }: Shape): string {
  const places = regions === 1 ? '1 region' : `${regions} regions`
  if (zones === 1) return `${places}, zones not counted`
  return `${places}, ${zones} zones, ${redundancy}`
}
