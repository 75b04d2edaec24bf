import type { PlacedInstance } from '../ledger/run.ts'
import type { Scenario } from '../scenarios/schema.ts'
import { placeBackends, upstreamsOf } from './backends/placement.ts'
import type { FaultTarget } from './faults/define-fault.ts'
import { instanceTargetOf } from './faults/plan-world.ts'
import { edgeOf, identity, load, management, type Parts } from './wiring.ts'

export type PartsInput = {
  readonly scenario: Scenario
  readonly instances: readonly PlacedInstance[]
  /** In order, the primary first. */
  readonly regions: readonly string[]
}

/** What arrows of the scenario's world join. */
export function wiredPartsOf({ scenario, instances, regions }: PartsInput): Parts {
  return {
    instances,
    regions,
    upstreamsOf: (region) => upstreamsOf(scenario, regions, region),
    hasTokens: scenario.identity !== undefined,
  }
}

/** Every process of the scenario's world that a fault can be aimed at. */
export function faultTargetsOf({
  scenario,
  instances,
  regions,
}: PartsInput): readonly FaultTarget[] {
  const [region = ''] = regions
  return [
    ...regions.flatMap((region): FaultTarget[] => [
      { name: edgeOf(region), kind: 'edge', region },
      ...instances.filter((placed) => placed.region === region).map(instanceTargetOf),
    ]),
    ...placeBackends(scenario.backends, regions).map(
      ({ name, region }): FaultTarget => ({ name, kind: 'backend', region }),
    ),
    ...(scenario.identity === undefined
      ? []
      : [{ name: identity, kind: 'identity', region } as const]),
    { name: management, kind: 'management', region },
    { name: load, kind: 'load' },
  ]
}
