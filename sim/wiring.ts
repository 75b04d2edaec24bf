import type { PlacedInstance } from '../ledger/run.ts'
import type { Addresses } from './addresses.ts'
import type { LinkToOpen } from './links/links.ts'

/** The parts of a world that arrows join, by name. */
export type Parts = {
  readonly instances: readonly PlacedInstance[]
  /** In order, the primary first. */
  readonly regions: readonly string[]
  /** Simulated backends that an instance in that region calls, and `identity` when there is one. */
  upstreamsOf(region: string): readonly { readonly name: string; readonly region: string }[]
  /** Whether load mints tokens. */
  readonly hasTokens: boolean
}

export type Wire = LinkToOpen & {
  readonly from: string
  /** The part whose port it is aimed at. */
  readonly to: string
  readonly role: 'http' | 'peers'
}

export const management = 'management'
export const identity = 'identity'
export const client = 'client'
export const load = 'load'

/** The process that carries all traffic. */
export const linksName = 'links'

export const reservedNames = [management, identity, client, load, linksName] as const

export function edgeOf(region: string): string {
  return `edge-${region}`
}

/** `edge-westeurope>westeurope-2-u1-a`; counters and cache of peers have links of the same form. */
export function linkIdOf(from: string, to: string): string {
  return `${from}>${to}`
}

/**
 * Every arrow of the world, each a link that stands at the address of where it leads. Peers are
 * joined within a region, one link for each ordered pair, so that a partition may be one-way.
 */
export function wiresOf(parts: Parts, addresses: Addresses): readonly Wire[] {
  const { instances, regions, upstreamsOf, hasTokens } = parts
  const [primary = ''] = regions
  const wire = (from: string, to: string, host: string, role: Wire['role'] = 'http'): Wire => ({
    id: linkIdOf(from, to),
    from,
    to,
    host,
    role,
    // Only an edge must know its client: it writes down whose connection it pinned.
    announces: from === client,
  })
  const regionHost = (region: string) => addresses.hostOf(region, region)
  return [
    ...regions.map((region) => wire(client, edgeOf(region), regionHost(region))),
    ...instances.map(({ instance, region, zone }) =>
      wire(edgeOf(region), instance, addresses.hostOf(region, zone)),
    ),
    ...instances.flatMap(({ instance, region }) => [
      ...upstreamsOf(region).map((upstream) =>
        wire(instance, upstream.name, regionHost(upstream.region)),
      ),
      wire(instance, management, regionHost(primary)),
    ]),
    ...instances.flatMap(({ instance, region }) =>
      peersOf(instance, region, instances).map((peer) =>
        wire(instance, peer.instance, addresses.hostOf(region, peer.zone), 'peers'),
      ),
    ),
    ...(hasTokens ? [wire(load, identity, regionHost(primary))] : []),
  ]
}

/** The other instances of the region. */
export function peersOf(
  instance: string,
  region: string,
  instances: readonly PlacedInstance[],
): readonly PlacedInstance[] {
  return instances.filter((other) => other.region === region && other.instance !== instance)
}

/** Links from and to any of these parts. */
export function linksAt(wires: readonly Wire[], parts: readonly string[]): readonly string[] {
  const named = new Set(parts)
  return wires.filter(({ from, to }) => named.has(from) || named.has(to)).map(({ id }) => id)
}
