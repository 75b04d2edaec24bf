import type { DrillEvent } from '../ledger/events.ts'
import type { Manifest } from './store/manifest.ts'

type Placed = Pick<Manifest, 'instances'>

/** Regions that lose something of their own by these targets: an instance, or their load balancer. */
export function regionsHitBy(
  targets: readonly string[],
  { instances }: Placed,
): ReadonlySet<string> {
  const hit = instances.filter(
    ({ instance, region }) => targets.includes(instance) || targets.includes(edgeOf(region)),
  )
  return new Set(hit.map(({ region }) => region))
}

/**
 * What somebody who probes can find missing: instances by their load balancer, and the load
 * balancers themselves where a router watches their regions.
 */
export function detectableIn(
  { instances }: Placed,
  events: readonly DrillEvent[],
): ReadonlySet<string> {
  const watched = events.filter(({ kind }) => kind === 'region-in').map(({ region = '' }) => region)
  return new Set([...instances.map(({ instance }) => instance), ...watched.map(edgeOf)])
}

/** As the world names the load balancer of a region. */
function edgeOf(region: string): string {
  return `edge-${region}`
}
