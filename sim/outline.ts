import type { RevisionContent } from '../ledger/revision.ts'
import type { PlacedInstance, PlannedFault } from '../ledger/run.ts'
import type { Scenario } from '../scenarios/schema.ts'
import { resolveOperations } from './load-mix.ts'
import { requestsOf } from './load-requests.ts'
import { planDrill } from './plan-drill.ts'
import type { Timing } from './timing.ts'
import { edgeKindOf, type Place, placeNameOf, placesOf } from './topology/places.ts'

/** What a drill would be, without any secret: what a dry run prints. */
export type Outline = {
  readonly scenario: string
  readonly description: string
  readonly topology: {
    readonly tier: string
    readonly redundancy: string
    /** How clients come to a region. */
    readonly edge: string
    /** Regions, the primary first; behind them gateways of workspaces and self-hosted ones. */
    readonly places: readonly {
      readonly name: string
      readonly kind: Place['kind']
      readonly isPrimary: boolean
      readonly zones: readonly { readonly zone: string; readonly instances: readonly string[] }[]
    }[]
    readonly backends: readonly string[]
    readonly hasIdentity: boolean
  }
  readonly timing: Timing
  readonly load: {
    readonly arrivals: string
    readonly ratePerS: number
    readonly warmUpS: number
    readonly durationS: number
    /** On average; the seed decides. Of sessions, when each goes to its last step. */
    readonly requests: number
    readonly connections: number
    readonly deadlineMs: number
    readonly populations: readonly {
      readonly name: string
      /** Absent: the primary region. */
      readonly region?: string | undefined
      readonly share: number
    }[]
    readonly operations: readonly {
      readonly name: string
      readonly method: string
      readonly path: string
      /** Of all requests, 0 to 1. */
      readonly share: number
      readonly needsToken: boolean
    }[]
  }
  /** In the order of the scenario, each with the targets that it would harm. */
  readonly faults: readonly PlannedFault[]
  readonly objectives: readonly string[]
  readonly guards: Scenario['guards']
}

/**
 * Resolves a scenario as a run would, and starts nothing. Throws what a run would throw before it
 * starts anything: a GatedrillError for what cannot be.
 */
export async function outlineOf(
  scenario: Scenario,
  content: RevisionContent,
  failing?: ReadonlySet<string>,
  seed = 0,
): Promise<Outline> {
  const plan = planDrill(scenario, seed)
  const { name, description, topology, backends, identity, load, objectives, guards } = scenario
  const { arrivals, ratePerS, warmUpS, durationS, connections, deadlineMs } = load
  const operations = [...resolveOperations(scenario, content, failing)]
  return {
    scenario: name,
    description,
    topology: {
      tier: topology.tier,
      redundancy: topology.redundancy,
      edge: edgeKindOf(scenario),
      places: placesOf(topology).map(({ name, kind }) => ({
        name,
        kind,
        isPrimary: name === plan.regions[0],
        zones: zonesOf(name, plan.instances),
      })),
      backends: Object.keys(backends),
      hasIdentity: identity !== undefined,
    },
    timing: plan.timing,
    load: {
      arrivals,
      ratePerS,
      warmUpS,
      durationS,
      requests: Math.round(await requestsOf(scenario, operations, content)),
      connections,
      deadlineMs,
      populations: sharesOf(load.populations ?? [{ name: 'clients', share: 1 }]),
      operations: mixOf(operations),
    },
    faults: plan.faults.map(({ planned }) => planned),
    objectives,
    guards,
  }
}

function zonesOf(place: string, instances: readonly PlacedInstance[]) {
  const own = instances.filter((placed) => placeNameOf(placed) === place)
  const zones = [...new Set(own.map(({ zone }) => zone))].toSorted()
  return zones.map((zone) => ({
    zone,
    instances: own.filter((placed) => placed.zone === zone).map(({ instance }) => instance),
  }))
}

/** Shares of the whole. */
function sharesOf(populations: Outline['load']['populations']): Outline['load']['populations'] {
  const total = populations.reduce((sum, { share }) => sum + share, 0)
  return populations.map(({ name, region, share }) => ({ name, region, share: share / total }))
}

/** Headers and bodies are left out: they hold keys. */
function mixOf(operations: ReturnType<typeof resolveOperations>): Outline['load']['operations'] {
  const total = operations.reduce((sum, { weight }) => sum + weight, 0)
  return operations.map(({ name, method, path, weight, needsToken }) => {
    return { name, method, path, share: weight / total, needsToken }
  })
}
