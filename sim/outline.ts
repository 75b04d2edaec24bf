import type { RevisionContent } from '../ledger/revision.ts'
import type { PlacedInstance, PlannedFault } from '../ledger/run.ts'
import type { Scenario } from '../scenarios/schema.ts'
import { resolveOperations } from './load-mix.ts'
import { planDrill } from './plan-drill.ts'
import type { Timing } from './timing.ts'

/** What a drill would be, without any secret: what a dry run prints. */
export type Outline = {
  readonly scenario: string
  readonly description: string
  readonly topology: {
    readonly tier: string
    readonly redundancy: string
    /** The primary first. */
    readonly regions: readonly {
      readonly region: string
      readonly isPrimary: boolean
      readonly units: number
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
    /** On average; the seed decides. */
    readonly requests: number
    readonly connections: number
    readonly deadlineMs: number
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
export function outlineOf(
  scenario: Scenario,
  content: RevisionContent,
  failing?: ReadonlySet<string>,
  seed = 0,
): Outline {
  const plan = planDrill(scenario, seed)
  const { name, description, topology, backends, identity, load, objectives, guards } = scenario
  const { arrivals, ratePerS, warmUpS, durationS, connections, deadlineMs } = load
  return {
    scenario: name,
    description,
    topology: {
      tier: topology.tier,
      redundancy: topology.redundancy,
      regions: plan.regions.map((region, index) => ({
        region,
        isPrimary: index === 0,
        units: topology.regions[region]?.units ?? 0,
        zones: zonesOf(region, plan.instances),
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
      requests: Math.round(ratePerS * (warmUpS + durationS)),
      connections,
      deadlineMs,
      operations: mixOf(resolveOperations(scenario, content, failing)),
    },
    faults: plan.faults.map(({ planned }) => planned),
    objectives,
    guards,
  }
}

function zonesOf(region: string, instances: readonly PlacedInstance[]) {
  const own = instances.filter((placed) => placed.region === region)
  const zones = [...new Set(own.map(({ zone }) => zone))].toSorted()
  return zones.map((zone) => ({
    zone,
    instances: own.filter((placed) => placed.zone === zone).map(({ instance }) => instance),
  }))
}

/** Headers and bodies are left out: they hold keys. */
function mixOf(operations: ReturnType<typeof resolveOperations>): Outline['load']['operations'] {
  const total = operations.reduce((sum, { weight }) => sum + weight, 0)
  return operations.map(({ name, method, path, weight, needsToken }) => {
    return { name, method, path, share: weight / total, needsToken }
  })
}
