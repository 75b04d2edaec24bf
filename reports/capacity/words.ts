import { countText, percentText } from '../format.ts'
import type { CapacityDocument, MeasuredUnits } from './capacity-document.ts'

type Plan = NonNullable<CapacityDocument['plan']>
type Option = Plan['options'][number]
type Gap = Plan['autoscale']['gaps'][number]

/** `1,234`, and decimals where there are few. */
export function rateText(ratePerS: number): string {
  return ratePerS >= 100 ? countText(Math.round(ratePerS)) : String(Number(ratePerS.toPrecision(3)))
}

/** `1 unit`, `3 units`. */
export function unitsText(units: number): string {
  return units === 1 ? '1 unit' : `${units} units`
}

/** The knee with its uncertainty, or what is known in its place. */
export function kneeText({ knee, carriedPerS, end }: MeasuredUnits): string {
  if (knee !== undefined) {
    const half = (knee.highPerS - knee.lowPerS) / 2 / knee.ratePerS
    return `${rateText(knee.ratePerS)} ±${(half * 100).toFixed(1)} %`
  }
  return end === 'below-lowest' || carriedPerS === 0
    ? 'not known'
    : `at least ${rateText(carriedPerS)}`
}

/** Of what units carry, the share in use. */
export function useText(share: number | undefined): string {
  if (share === undefined) return '–'
  return Number.isFinite(share) ? `${Math.round(share * 100)} %` : 'nothing is left'
}

/** `; 108 % with one zone lost, ...`; empty where nothing can be lost but all. */
export function lossText({ useAfterZone, useAfterRegion }: Plan['today']): string {
  const zone = useAfterZone === undefined ? '' : `; ${useText(useAfterZone)} with one zone lost`
  const region =
    useAfterRegion === undefined ? '' : `; ${useText(useAfterRegion)} with one region lost`
  return `${zone}${region}`
}

/** `99.99 %, 4.3 min down a month`. */
export function downText(sla: Option['sla']): string {
  if (sla === undefined) return 'none'
  return `${sla.percent} %, ${sla.downMinutesPerMonth.toFixed(1)} min down a month`
}

/** How long the rise takes, requests beyond capacity, their share, and when they are carried. */
export function gapText({ riseMin, beyond, beyondShare, carriedAfterMin }: Gap): string[] {
  return [
    riseMin === 0 ? 'at once' : `${+riseMin.toFixed(1)} min`,
    countText(beyond),
    percentText(beyondShare * 100),
    carriedAfterMin === undefined
      ? 'never: the rule does not act, or its maximum is too low'
      : `${carriedAfterMin.toFixed(0)} min`,
  ]
}

/** How it is known what units carry that were not measured. */
export function sourceText(source: Plan['perUnit']): string {
  return source === 'law' ? 'by the scalability law' : 'so many times the weakest unit measured'
}
