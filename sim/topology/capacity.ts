import type { Problem } from '../../ledger/errors.ts'
import type { GatewayLaunch } from '../../ledger/launch/gateway.ts'
import type { TopologyInput } from '../../scenarios/schema.ts'
import { worldErrorCodes, worldProblem } from '../errors.ts'
import { type TierName, tiers } from './tiers.ts'

/**
 * Requests per second of one unit, as they are published for rough planning: information, and no
 * limit that anybody promises. Source: API Management pricing; gateways overview.
 */
const publishedRps: Partial<Record<TierName, number>> = {
  developer: 500,
  basic: 1_000,
  standard: 2_500,
  premium: 4_000,
}

type Capacitated = Pick<TopologyInput, 'tier' | 'capacity'>

/** What each instance of a unit carries: an equal part. Undefined when nothing limits it. */
export function capacityOf({ tier, capacity }: Capacitated): GatewayLaunch['capacity'] {
  const { perUnitRps, queueMs, whenFull } = capacity
  const unitRps = perUnitRps === 'tier' ? publishedRps[tier] : perUnitRps
  if (unitRps === 'none' || unitRps === undefined) return undefined
  return {
    ratePerS: unitRps / tiers[tier].instancesPerUnit,
    queueMs,
    whenFull,
    metric: tier.endsWith('-v2') ? 'CpuPercent_Gateway' : 'Capacity',
  }
}

/** A tier without a published number has none to take over. */
export function capacityProblems({ tier, capacity }: Capacitated): readonly Problem[] {
  if (capacity.perUnitRps !== 'tier' || publishedRps[tier] !== undefined) return []
  const known = Object.keys(publishedRps).join(', ')
  return [
    worldProblem({
      code: worldErrorCodes.topologyCapacityUnknown,
      where: 'topology.capacity.perUnitRps',
      what: `no requests per second are published for a unit of tier ${tiers[tier].title}`,
      why: `they are for ${known}`,
      fix: 'say a number, as measured with your own policies',
    }),
  ]
}
