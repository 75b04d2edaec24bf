import type { PlacedInstance } from '../ledger/run.ts'
import type { Network } from '../scenarios/schema/network.ts'
import type { Standby } from '../scenarios/schema/standby.ts'
import type { Addresses } from './addresses.ts'
import { client, type Entrance } from './entrances.ts'
import type { LinkToOpen } from './links/links.ts'
import { isOfStandby } from './management/standby.ts'
import { type Location, roundTripMs } from './topology/distance.ts'
import { type Place, placeNameOf } from './topology/places.ts'

/** The parts of a world that arrows join, by name. */
export type Parts = {
  readonly instances: readonly PlacedInstance[]
  /** In order, the primary first. */
  readonly regions: readonly string[]
  /** Simulated backends that an instance in that region calls, and `identity` when there is one. */
  upstreamsOf(region: string): readonly { readonly name: string; readonly region: string }[]
  /** Whether each region has a Redis; absent: none has. */
  readonly hasRedis?: boolean
  /** Whether load mints tokens. */
  readonly hasTokens: boolean
  /** Whether somebody changes the configuration while load runs. */
  readonly hasOperator: boolean
  /** What has an edge; absent: the regions. */
  readonly places?: readonly Place[]
  /** Where clients are; absent: in the primary region, coming to every edge. */
  readonly entrances?: readonly Entrance[]
  /** By this name; absent: there is none. */
  readonly router?: 'traffic-manager' | 'front-door'
  /** Its instances ask a plane of their own; absent: there is none. */
  readonly standby?: Standby | undefined
  /** Absent: nothing is far from anything. */
  readonly network?: Network
}

export type Wire = LinkToOpen & {
  readonly from: string
  /** The part whose port it is aimed at. */
  readonly to: string
  /** Which of its ports. */
  readonly role: string
}

export { client }
export const management = 'management'
/** The plane of the standby service. */
export const standbyManagement = 'management-standby'
export const identity = 'identity'
export const load = 'load'
/** Whoever changes the configuration; no process of its own. */
export const operator = 'operator'

/** The process that carries all traffic. */
export const linksName = 'links'

export const reservedNames = [
  management,
  standbyManagement,
  identity,
  client,
  operator,
  load,
  'traffic-manager',
  'front-door',
  linksName,
] as const

/** Of a region, or of a gateway that has an edge of its own. */
export function edgeOf(place: string): string {
  return `edge-${place}`
}

/** The Redis of a region. */
export function redisOf(region: string): string {
  return `redis-${region}`
}

/** `edge-westeurope>westeurope-2-u1-a`; counters and cache of peers have links of the same form. */
export function linkIdOf(from: string, to: string): string {
  return `${from}>${to}`
}

/** The leg of a front door that carries clients from one place: `front-door/client>edge-x`. */
export function carryingLinkIdOf(clientName: string, edge: string): string {
  return linkIdOf(`front-door/${clientName}`, edge)
}

/** The port of a front door at which clients from one place come in. */
export function frontRoleOf(clientName: string): string {
  return `front-${clientName}`
}

/**
 * Every arrow of the world, each a link that stands at the address of where it leads and is as slow
 * as the way is far. Peers are joined within a place, one link for each ordered pair, so that a
 * partition may be one-way.
 */
export function wiresOf(parts: Parts, addresses: Addresses): readonly Wire[] {
  const { instances, regions, upstreamsOf, hasTokens, hasOperator, hasRedis = false } = parts
  const [primary = ''] = regions
  const wireOf = wiringOf(parts, addresses)
  const atPrimary = { region: primary }
  return [
    ...clientWires(parts, wireOf),
    ...routerWires(parts, wireOf),
    ...instances.map((placed) =>
      wireOf({ name: edgeOf(placeNameOf(placed)), at: { region: placed.region } }, at(placed)),
    ),
    ...instances.flatMap((placed) => [
      ...upstreamsOf(placed.region).map(({ name, region }) =>
        wireOf(at(placed), { name, at: { region } }),
      ),
      wireOf(at(placed), planePartOf(placed, parts)),
      // A gateway that stands elsewhere has no part in what a region of the service shares.
      ...(hasRedis && regions.includes(placed.region)
        ? [
            wireOf(
              at(placed),
              { name: redisOf(placed.region), at: { region: placed.region } },
              { role: 'redis' },
            ),
          ]
        : []),
    ]),
    ...instances.flatMap((placed) =>
      peersOf(placed, instances).map((peer) => wireOf(at(placed), at(peer), { role: 'peers' })),
    ),
    ...(hasOperator
      ? planePartsOf(parts).map((plane) => wireOf({ name: operator, at: atPrimary }, plane))
      : []),
    ...(hasTokens
      ? [wireOf({ name: load, at: atPrimary }, { name: identity, at: atPrimary })]
      : []),
  ]
}

type Part = { readonly name: string; readonly at: Location | undefined }
type Extra = { readonly id?: string; readonly role?: string; readonly announces?: boolean }
type WireOf = (from: Part, to: Part, extra?: Extra) => Wire

function wiringOf({ network }: Parts, addresses: Addresses): WireOf {
  return (
    from,
    to,
    { id = linkIdOf(from.name, to.name), role = 'http', announces = false } = {},
  ) => {
    const region = to.at?.region ?? everywhere
    const distanceMs =
      network === undefined || from.at === undefined || to.at === undefined
        ? 0
        : roundTripMs(network, from.at, to.at)
    return {
      id,
      from: from.name,
      to: to.name,
      host: addresses.hostOf(region, to.at?.zone ?? region),
      role,
      announces,
      ...(distanceMs === 0 ? {} : { latencyMs: distanceMs / 2 }),
    }
  }
}

/** Every management plane, that of the primary region first. */
function planePartsOf({ regions: [region = ''], standby }: Parts): readonly Part[] {
  return [
    { name: management, at: { region } },
    ...(standby === undefined ? [] : [{ name: standbyManagement, at: standby }]),
  ]
}

/** The plane that an instance asks. */
function planePartOf(placed: PlacedInstance, parts: Parts): Part {
  const [own = { name: management, at: undefined }, standby] = planePartsOf(parts)
  return isOfStandby(placed, parts.standby) ? (standby ?? own) : own
}

/** What belongs to no region has an address of its own. */
const everywhere = 'everywhere'

function at({ instance, region, zone }: PlacedInstance): Part {
  return { name: instance, at: { region, zone } }
}

function edgePartsOf({ places, regions }: Parts): readonly (Part & { readonly place: string })[] {
  const all = places ?? regions.map((name) => ({ name, region: name }))
  return all.map(({ name, region }) => ({ place: name, name: edgeOf(name), at: { region } }))
}

/** Only who pins connections must know the client: it writes down whose connection it was. */
function clientWires(parts: Parts, wireOf: WireOf): readonly Wire[] {
  const edges = edgePartsOf(parts)
  const [primary = ''] = parts.regions
  const entrances = parts.entrances ?? [
    { client, region: primary, places: edges.map(({ place }) => place), isRouted: false },
  ]
  const { router } = parts
  const isCarried = router === 'front-door'
  return entrances.flatMap(({ client: name, region, places, isRouted }) => {
    const from = { name, at: { region } }
    const role = isCarried ? frontRoleOf(name) : 'http'
    return [
      ...edges
        .filter(({ place }) => places.includes(place))
        .map((edge) => wireOf(from, edge, { announces: true })),
      ...(isRouted && router !== undefined
        ? [wireOf(from, { name: router, at: undefined }, { role, announces: isCarried })]
        : []),
    ]
  })
}

/** Its probes go over links of their own; a front door also has one for each place of clients. */
function routerWires(parts: Parts, wireOf: WireOf): readonly Wire[] {
  const { router, regions, entrances = [] } = parts
  if (router === undefined) return []
  const edges = edgePartsOf(parts).filter(({ place }) => regions.includes(place))
  const carried = router === 'front-door' ? entrances.filter(({ isRouted }) => isRouted) : []
  return [
    ...edges.map((edge) => wireOf({ name: router, at: undefined }, edge)),
    ...carried.flatMap(({ client: name, region }) =>
      edges.map((edge) =>
        wireOf({ name: router, at: { region } }, edge, { id: carryingLinkIdOf(name, edge.name) }),
      ),
    ),
  ]
}

/** What the process of all links is told of a wire. */
export function linkToOpenOf({ id, host, announces = false, latencyMs = 0 }: Wire): LinkToOpen {
  return { id, host, announces, latencyMs }
}

/** The other instances of its region, or of its gateway. */
export function peersOf(
  of: PlacedInstance,
  instances: readonly PlacedInstance[],
): readonly PlacedInstance[] {
  const place = placeNameOf(of)
  return instances.filter((other) => placeNameOf(other) === place && other.instance !== of.instance)
}

/** Links from and to any of these parts. */
export function linksAt(wires: readonly Wire[], parts: readonly string[]): readonly string[] {
  const named = new Set(parts)
  return wires.filter(({ from, to }) => named.has(from) || named.has(to)).map(({ id }) => id)
}
