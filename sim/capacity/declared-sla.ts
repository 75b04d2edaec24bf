import { type TierName, tiers } from '../topology/tiers.ts'

/** What the service declares for a placement; nothing that was measured here. */
export type DeclaredSla = {
  readonly percent: number
  /** What that allows in a month of 30 days. */
  readonly downMinutesPerMonth: number
}

/**
 * As published for the tiers and told second-hand: 99.95 %, in Premium 99.99 % over two zones or
 * regions and more; Developer has none. Source: SLA for API Management, not read at its origin.
 */
export const slaSource =
  'declared by the service (99.95 %; Premium over two or more zones or regions 99.99 %), ' +
  'from second-hand sources, and not measured here'

const monthMinutes = 30 * 24 * 60

/** Undefined where the tier has none. */
export function declaredSlaOf(
  tier: TierName,
  { regions, zones }: { readonly regions: number; readonly zones: number },
): DeclaredSla | undefined {
  if (tier === 'developer') return undefined
  const isSpread = (tiers[tier].hasZones && zones > 1) || (tiers[tier].hasRegions && regions > 1)
  const percent = isSpread ? 99.99 : 99.95
  return { percent, downMinutesPerMonth: monthMinutes * (1 - percent / 100) }
}
