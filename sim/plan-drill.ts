import type { PlacedInstance } from '../ledger/run.ts'
import type { Scenario } from '../scenarios/schema.ts'
import { planFaults, type ResolvedFault } from './faults/plan-faults.ts'
import { type Timing, timingOf } from './timing.ts'
import { placeInstances } from './topology/placement.ts'

/** A scenario resolved: what would run where, and what would harm whom. */
export type DrillPlan = {
  readonly instances: readonly PlacedInstance[]
  /** In order, the primary first. */
  readonly regions: readonly string[]
  readonly timing: Timing
  readonly faults: readonly ResolvedFault[]
}

/** Starts nothing. Throws a GatedrillError for a topology or a fault that cannot be. */
export function planDrill(scenario: Scenario): DrillPlan {
  const instances = placeInstances(scenario.topology)
  return {
    instances,
    regions: Object.keys(scenario.topology.regions),
    timing: timingOf(scenario.timing),
    faults: planFaults(scenario.faults, instances, scenario.load.durationS),
  }
}
