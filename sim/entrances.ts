import { type Population, populationSchema } from '../scenarios/schema/populations.ts'
import type { Scenario } from '../scenarios/schema.ts'
import { edgeKindOf, placesOf } from './topology/places.ts'

/** A population with its defaults, as a part of this world. */
export type PlacedPopulation = Omit<Population, 'connections' | 'region'> & {
  readonly region: string
  readonly connections: number
}

/** One name for each place where clients are: links begin there. */
export type Entrance = {
  /** `client` in the primary region, `client-northeurope` elsewhere. */
  readonly client: string
  readonly region: string
  /** Edges that its populations may come to, by the place's name. */
  readonly places: readonly string[]
  /** Whether they come to the router, to be told a region or to be carried on. */
  readonly isRouted: boolean
}

/** The part that clients in the primary region are. */
export const client = 'client'

/** The populations of the load, or the one that stands for all clients. */
export function populationsOf({ load, topology }: Scenario): readonly PlacedPopulation[] {
  const [primary = ''] = Object.keys(topology.regions)
  const { connections } = load
  const all = load.populations ?? [populationSchema.parse({ name: 'clients' })]
  return all.map((population) => ({
    ...population,
    region: population.region ?? primary,
    connections: population.connections ?? connections,
  }))
}

export function clientOf(region: string, primary: string): string {
  return region === primary ? client : `${client}-${region}`
}

/** Where clients are and what they come to; the primary region's come to every edge. */
export function entrancesOf(scenario: Scenario): readonly Entrance[] {
  const { topology } = scenario
  const regions = Object.keys(topology.regions)
  const [primary = ''] = regions
  const kind = edgeKindOf(scenario)
  const populations = populationsOf(scenario)
  const from = [...new Set([primary, ...populations.map(({ region }) => region)])]
  return from.map((region) => {
    const here = populations.filter((population) => population.region === region)
    const isRouted = kind !== 'direct' && here.some(({ enters }) => enters === undefined)
    const entered = here.map((population) => directPlaceOf(scenario, population))
    const resolvable = isRouted && kind === 'traffic-manager' ? regions : []
    // The canary of the world goes through each edge, from the primary region.
    const canary = region === primary ? placesOf(topology).map(({ name }) => name) : []
    const places = [
      ...new Set([...canary, ...resolvable, ...entered.flatMap((name) => name ?? [])]),
    ]
    return { client: clientOf(region, primary), region, places, isRouted }
  })
}

/** The place that a population comes to without a router; undefined when the router decides. */
export function directPlaceOf(
  scenario: Scenario,
  { enters, region }: Pick<PlacedPopulation, 'enters' | 'region'>,
): string | undefined {
  if (enters !== undefined) return enters
  if (edgeKindOf(scenario) !== 'direct') return undefined
  const regions = Object.keys(scenario.topology.regions)
  return regions.includes(region) ? region : regions[0]
}
