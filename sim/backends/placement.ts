import { identityName } from '../../scenarios/references.ts'
import { type BackendInput, regionalBackendOf } from '../../scenarios/schema/backends.ts'
import type { Scenario } from '../../scenarios/schema.ts'

/** One process of a backend. */
export type PlacedBackend = {
  /** Of its process, its links and its ledger: `orders`, or `orders-westeurope`. */
  readonly name: string
  /** As the scenario calls it. */
  readonly backend: string
  readonly traits: BackendInput
  readonly region: string
  /** Those that it has a replica in: `westeurope-1`. */
  readonly zones: readonly string[]
}

/** Every process that the backends of a scenario need; what is not regional stands in the primary. */
export function placeBackends(
  backends: Scenario['backends'],
  regions: readonly string[],
): readonly PlacedBackend[] {
  const [primary = ''] = regions
  return Object.entries(backends).flatMap(([backend, traits]) =>
    (traits.regional ? regions : [primary]).map((region) => ({
      name: traits.regional ? regionalBackendOf(backend, region) : backend,
      backend,
      traits,
      region,
      zones: Array.from({ length: traits.zones }, (_, index) => `${region}-${index + 1}`),
    })),
  )
}

/** The process that a name of `gateway.hosts` means to an instance in that region. */
export function upstreamOf(name: string, backends: Scenario['backends'], region: string): string {
  return backends[name]?.regional === true ? regionalBackendOf(name, region) : name
}

/** Where the backends of an instance stand: its region, or the primary for one outside of them. */
export function nearestRegionOf(region: string, regions: readonly string[]): string {
  return regions.includes(region) ? region : (regions[0] ?? region)
}

/**
 * All processes that an instance in that region may call: each backend, regional ones in its own
 * region, and those of other regions that `gateway.hosts` names.
 */
export function upstreamsOf(
  { backends, identity, gateway }: Pick<Scenario, 'backends' | 'identity' | 'gateway'>,
  regions: readonly string[],
  region: string,
): readonly Pick<PlacedBackend, 'name' | 'region'>[] {
  const [primary = ''] = regions
  const near = nearestRegionOf(region, regions)
  const named = [...Object.keys(backends), ...Object.values(gateway.hosts)]
  const called = new Set(named.map((name) => upstreamOf(name, backends, near)))
  const provider = identity === undefined ? [] : [{ name: identityName, region: primary }]
  return [...placeBackends(backends, regions).filter(({ name }) => called.has(name)), ...provider]
}
