import type { TopologyInput } from './schema.ts'

type TierName = TopologyInput['tier']

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

/** What a tier must be spread over for the higher number. */
const spreadOver: Partial<Record<TierName, readonly ('zones' | 'regions')[]>> = {
  premium: ['zones', 'regions'],
  'premium-v2': ['zones'],
}

/** Undefined where the tier has none. */
export function declaredSlaOf(
  tier: TierName,
  placed: { readonly regions: number; readonly zones: number },
): DeclaredSla | undefined {
  if (tier === 'developer') return undefined
  const isSpread = (spreadOver[tier] ?? []).some((over) => placed[over] > 1)
  const percent = isSpread ? 99.99 : 99.95
  return { percent, downMinutesPerMonth: monthMinutes * (1 - percent / 100) }
}
