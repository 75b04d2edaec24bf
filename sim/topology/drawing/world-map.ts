import type { Scenario } from '../../../scenarios/schema.ts'
import { placeBackends } from '../../backends/placement.ts'
import { populationsOf } from '../../entrances.ts'
import { planDrill } from '../../plan-drill.ts'
import { standbyManagement } from '../../wiring.ts'
import { roundTripMs } from '../distance.ts'
import { edgeKindOf, placeNameOf, placesOf } from '../places.ts'
import { tiers } from '../tiers.ts'

export type MapZone = { readonly zone: string; readonly instances: readonly string[] }

/** What stands behind one edge. */
export type MapPlace = {
  readonly name: string
  /** `primary region`, `region`, `workspace gateway`, `self-hosted gateway`. */
  readonly role: string
  readonly region: string
  /** Every zone of the region, also one that holds nothing. */
  readonly zones: readonly MapZone[]
  /** Planes, backends and identity provider that stand there. */
  readonly beside: readonly string[]
}

/** A scenario's world as a drawing has it. */
export type WorldMap = {
  readonly title: string
  /** What is worth knowing of it that no box shows. */
  readonly notes: readonly string[]
  readonly clients: readonly string[]
  /** `traffic-manager, performance`; undefined: clients come to the edges. */
  readonly router: string | undefined
  readonly places: readonly MapPlace[]
}

/** Draws nothing yet. Throws a GatedrillError for a topology that its tier forbids. */
export function worldMapOf(scenario: Scenario): WorldMap {
  const { topology, edge } = scenario
  const { instances, regions } = planDrill({ ...scenario, faults: [] })
  const kind = edgeKindOf(scenario)
  const tier = tiers[topology.tier]
  return {
    title: `${scenario.name}: ${tier.title}, ${instances.length} instances`,
    notes: [...(tier.note === undefined ? [] : [tier.note]), ...distancesOf(scenario, regions)],
    clients: populationsOf(scenario).map(({ name, region, share, dns, enters }) => {
      const way = enters === undefined ? '' : `, by ${enters}`
      const believes = kind === 'traffic-manager' && enters === undefined ? `, ${dns}` : ''
      return `${name} in ${region}, share ${share}${way}${believes}`
    }),
    router: kind === 'direct' ? undefined : `${kind}, ${edge.routing}`,
    places: placesOf(topology).map((place) => {
      const { name, region } = place
      const own = instances.filter((placed) => placeNameOf(placed) === name)
      const held = own.map(({ zone }) => zone)
      const zones = place.kind === 'region' ? (topology.regions[region]?.zones ?? 1) : 0
      const all = Array.from({ length: zones }, (_, index) => `${region}-${index + 1}`)
      return {
        name,
        role: roleOf(place.kind, name === regions[0]),
        region,
        zones: [...new Set([...all, ...held])].map((zone) => ({
          zone,
          instances: own.filter((placed) => placed.zone === zone).map(({ instance }) => instance),
        })),
        beside: place.kind === 'region' ? besideOf(scenario, regions, region) : [],
      }
    }),
  }
}

function roleOf(kind: 'region' | 'workspace' | 'self-hosted', isPrimary: boolean): string {
  if (kind !== 'region') return `${kind} gateway`
  return isPrimary ? 'primary region' : 'region'
}

function besideOf(scenario: Scenario, regions: readonly string[], region: string): string[] {
  const isPrimary = region === regions[0]
  const identity = isPrimary && scenario.identity !== undefined ? ['identity'] : []
  const backends = placeBackends(scenario.backends, regions)
    .filter((backend) => backend.region === region)
    .map(({ name }) => name)
  const standby = scenario.standby?.region === region ? [standbyManagement] : []
  return [...(isPrimary ? ['management'] : []), ...standby, ...identity, ...backends]
}

function distancesOf({ network }: Scenario, regions: readonly string[]): string[] {
  return regions.flatMap((from, index) =>
    regions.slice(index + 1).flatMap((to) => {
      const tripMs = roundTripMs(network, { region: from }, { region: to })
      return tripMs === 0 ? [] : [`${from} and ${to} are ${tripMs} ms apart, there and back`]
    }),
  )
}
