import type { RouterLaunch } from '../../ledger/launch/router.ts'
import { statusPath } from '../edge/probe.ts'
import { entrancesOf } from '../entrances.ts'
import type { LaunchContext } from '../launches.ts'
import { roundTripMs } from '../topology/distance.ts'
import { edgeKindOf } from '../topology/places.ts'
import { carryingLinkIdOf, edgeOf, frontRoleOf, linkIdOf } from '../wiring.ts'

/** What the router of a world is told; undefined for a world without one. */
export function routerLaunchOf(context: LaunchContext): RouterLaunch | undefined {
  const { scenario, timing, seed, epochNs, regions, addresses, endpointOf } = context
  const { edge } = scenario
  const kind = edgeKindOf(scenario)
  if (kind === 'direct') return undefined
  const routed = entrancesOf(scenario).filter(({ isRouted }) => isRouted)
  return {
    kind,
    epochNs,
    seed,
    listen: { host: addresses.hostOf('everywhere', 'everywhere'), port: 0 },
    fronts:
      kind === 'traffic-manager'
        ? []
        : routed.map(({ client, region }) => ({
            role: frontRoleOf(client),
            clientRegion: region,
            regions: Object.fromEntries(
              regions.map((to) => [to, endpointOf(carryingLinkIdOf(client, edgeOf(to)))]),
            ),
          })),
    ttlMs: timing.dnsTtlMs,
    routing: edge.routing,
    regions: regions.map((region, index) => ({
      region,
      priority: edge.priorities[region] ?? index + 1,
      weight: edge.weights[region] ?? 1,
      isDisabled: edge.disabled.includes(region),
      endpoint: endpointOf(linkIdOf(kind, edgeOf(region))),
    })),
    latenciesMs: latenciesOf(
      context,
      routed.map(({ region }) => region),
    ),
    custom: edge.custom,
    probe: {
      path: statusPath,
      intervalMs: timing.routerProbeIntervalMs,
      timeoutMs: timing.routerProbeTimeoutMs,
      tolerated: timing.routerProbesTolerated,
    },
    disableDelayMs: timing.disableGatewayMs,
  }
}

/** What a measured map would say: a client's own region is the nearest, also in a network without distances. */
function latenciesOf({ scenario, regions }: LaunchContext, places: readonly string[]) {
  const latencyMs = (from: string, to: string) =>
    from === to ? 0 : Math.max(1, roundTripMs(scenario.network, { region: from }, { region: to }))
  return Object.fromEntries(
    places.map((from) => [
      from,
      Object.fromEntries(regions.map((to) => [to, latencyMs(from, to)])),
    ]),
  )
}
