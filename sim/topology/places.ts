import type { PlacedInstance } from '../../ledger/run.ts'
import type { Scenario, TopologyInput } from '../../scenarios/schema.ts'

/** What has an edge and instances behind it: the managed gateway of a region, or another gateway. */
export type Place = {
  /** The region's name, or the gateway's. */
  readonly name: string
  /** Where it stands. */
  readonly region: string
  readonly kind: 'region' | 'workspace' | 'self-hosted'
}

/** In the order of their instances. */
export function placesOf({ regions, workspaces, selfHosted }: TopologyInput): readonly Place[] {
  const names = Object.keys(regions)
  const [primary = ''] = names
  return [
    ...names.map((name) => ({ name, region: name, kind: 'region' as const })),
    ...workspaces.map(({ name }) => ({ name, region: primary, kind: 'workspace' as const })),
    ...selfHosted.map(({ name, location = name }) => {
      return { name, region: location, kind: 'self-hosted' as const }
    }),
  ]
}

/** The name of the place that an instance belongs to. */
export function placeNameOf({ gateway, region }: PlacedInstance): string {
  return gateway ?? region
}

/** Regions of the service first, then the places of self-hosted gateways; each once. */
export function locationsOf(topology: TopologyInput): readonly string[] {
  return [...new Set(placesOf(topology).map(({ region }) => region))]
}

export type EdgeKind = NonNullable<Scenario['edge']['kind']>

/** One region needs no router; several have the service's own, which routes as Traffic Manager. */
export function edgeKindOf({ edge, topology }: Scenario): EdgeKind {
  const isAlone = Object.keys(topology.regions).length === 1
  return edge.kind ?? (isAlone ? 'direct' : 'traffic-manager')
}
