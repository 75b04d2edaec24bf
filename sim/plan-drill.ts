import { GatedrillError, type Problem } from '../ledger/errors.ts'
import type { PlacedInstance } from '../ledger/run.ts'
import type { Scenario } from '../scenarios/schema.ts'
import { placeBackends } from './backends/placement.ts'
import { worldErrorCodes, worldProblem } from './errors.ts'
import type { PlanWorld } from './faults/define-fault.ts'
import { planFaults, type ResolvedFault } from './faults/plan-faults.ts'
import { planWorldOf } from './faults/plan-world.ts'
import { generatorNames } from './load-generators.ts'
import { standbyProblems } from './management/standby.ts'
import { faultTargetsOf, wiredPartsOf } from './parts.ts'
import { redisProblems } from './redis/redis-rules.ts'
import { scalingProblems } from './scaling/scaling-rules.ts'
import { type Timing, timingOf } from './timing.ts'
import { edgeProblems } from './topology/edge-rules.ts'
import { placeInstances } from './topology/placement.ts'
import { placesOf } from './topology/places.ts'
import { edgeOf, redisOf, reservedNames, wiresOf } from './wiring.ts'

/** A scenario resolved: what would run where, and what would harm whom. */
export type DrillPlan = {
  readonly instances: readonly PlacedInstance[]
  /** In order, the primary first. */
  readonly regions: readonly string[]
  readonly timing: Timing
  readonly faults: readonly ResolvedFault[]
  /** What further faults are resolved from. */
  readonly world: PlanWorld
}

/** Starts nothing; the seed decides what schedules of faults draw. Throws a GatedrillError for a topology, a name or a fault that cannot be. */
export function planDrill(scenario: Scenario, seed = 0): DrillPlan {
  const instances = placeInstances(scenario.topology)
  const wrong = [
    ...edgeProblems(scenario),
    ...scalingProblems(scenario),
    ...redisProblems(scenario),
    ...standbyProblems(scenario),
  ]
  if (wrong.length > 0) throw new GatedrillError(wrong)
  const regions = Object.keys(scenario.topology.regions)
  const taken = takenNames(scenario, [
    ...reservedNames,
    ...generatorNames(scenario.load.generators),
    ...placesOf(scenario.topology).map(({ name }) => edgeOf(name)),
    ...instances.map(({ instance }) => instance),
    ...regions.map(redisOf),
  ])
  if (taken.length > 0) throw new GatedrillError(taken)
  const parts = { scenario, instances, regions }
  // Where links stand is of no matter to what they join.
  const wires = wiresOf(wiredPartsOf(parts), { hostOf: () => '' })
  const world = planWorldOf(faultTargetsOf(parts), instances, wires)
  return {
    instances,
    regions,
    timing: timingOf(scenario.timing),
    faults: planFaults(scenario.faults, world, scenario.load.durationS, seed),
    world,
  }
}

/** A process, its log and its links go by one name: a backend cannot have that of another. */
function takenNames(
  { backends, topology }: Scenario,
  names: readonly string[],
): readonly Problem[] {
  const placed = placeBackends(backends, Object.keys(topology.regions))
  const all = [...names, ...placed.map(({ name }) => name)]
  return placed
    .filter(({ name }) => all.indexOf(name) !== all.lastIndexOf(name))
    .map(({ name, backend }) =>
      worldProblem({
        code: worldErrorCodes.backendNameTaken,
        where: `backends.${backend}`,
        what: `a backend cannot be called ${name}`,
        why: 'another part of the world has that name',
        fix: 'call it otherwise, here and in gateway.hosts',
      }),
    )
}
