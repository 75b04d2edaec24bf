import type { Endpoint, GatewayLaunch } from '../../ledger/launch/gateway.ts'
import type { PlacedInstance } from '../../ledger/run.ts'
import type { LaunchContext } from '../launches.ts'
import { linkIdOf, redisOf } from '../wiring.ts'

/** A Redis that is there already, or the one of the instance's own region. */
export function externalCacheOf(
  { scenario, regions, endpointOf }: LaunchContext,
  { instance, region }: PlacedInstance,
): string | undefined {
  if (scenario.redis === undefined || !regions.includes(region)) {
    return scenario.gateway.externalCache
  }
  return urlOfRedis(endpointOf(linkIdOf(instance, redisOf(region))))
}

/** Gateways beside the managed ones, in places without a Redis, count among themselves as ever. */
export function countersRedisOf(
  { scenario, timing, regions, endpointOf }: LaunchContext,
  { instance, region }: PlacedInstance,
): Pick<GatewayLaunch, 'countersRedis'> {
  const { redis, counters } = scenario
  if (redis === undefined || counters === 'peers' || !regions.includes(region)) return {}
  const url = urlOfRedis(endpointOf(linkIdOf(instance, redisOf(region))))
  return { countersRedis: { url, periodMs: timing.replicationBetweenZonesMs } }
}

function urlOfRedis({ host, port }: Endpoint): string {
  return `redis://${host}:${port}`
}
