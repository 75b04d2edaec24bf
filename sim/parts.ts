import type { PlacedInstance } from '../ledger/run.ts'
import type { Scenario } from '../scenarios/schema.ts'
import { placeBackends, upstreamsOf } from './backends/placement.ts'
import { entrancesOf } from './entrances.ts'
import type { FaultTarget } from './faults/define-fault.ts'
import { instanceTargetOf } from './faults/plan-world.ts'
import { generatorNames } from './load-generators.ts'
import { tlsPartsOf } from './tls/world-certificates.ts'
import { edgeKindOf, placeNameOf, placesOf } from './topology/places.ts'
import { edgeOf, identity, management, type Parts, redisOf, standbyManagement } from './wiring.ts'

export type PartsInput = {
  readonly scenario: Scenario
  readonly instances: readonly PlacedInstance[]
  /** In order, the primary first. */
  readonly regions: readonly string[]
}

/** What arrows of the scenario's world join. */
export function wiredPartsOf({ scenario, instances, regions }: PartsInput): Parts {
  const kind = edgeKindOf(scenario)
  return {
    instances,
    regions,
    upstreamsOf: (region) => upstreamsOf(scenario, regions, region),
    hasTokens: scenario.identity !== undefined,
    hasRedis: scenario.redis !== undefined,
    hasOperator: scenario.edits.length > 0,
    places: placesOf(scenario.topology),
    standby: scenario.standby,
    entrances: entrancesOf(scenario),
    ...(kind === 'direct' ? {} : { router: kind }),
    network: scenario.network,
  }
}

/** Every process of the scenario's world that a fault can be aimed at. */
export function faultTargetsOf({
  scenario,
  instances,
  regions,
}: PartsInput): readonly FaultTarget[] {
  const [region = ''] = regions
  const kind = edgeKindOf(scenario)
  const tlsParts = tlsPartsOf(scenario, regions)
  const tlsOf = (name: string) => (tlsParts.includes(name) ? ({ isTls: true } as const) : {})
  return [
    ...placesOf(scenario.topology).flatMap(({ name, region }): FaultTarget[] => [
      { name: edgeOf(name), kind: 'edge', region },
      ...instances.filter((placed) => placeNameOf(placed) === name).map(instanceTargetOf),
    ]),
    ...(kind === 'direct' ? [] : [{ name: kind, kind: 'router' } as const]),
    ...placeBackends(scenario.backends, regions).map(
      ({ name, region }): FaultTarget => ({ name, kind: 'backend', region, ...tlsOf(name) }),
    ),
    ...(scenario.identity === undefined
      ? []
      : [{ name: identity, kind: 'identity', region, ...tlsOf(identity) } as const]),
    ...(scenario.redis === undefined
      ? []
      : regions.map((at) => ({ name: redisOf(at), kind: 'redis', region: at }) as const)),
    { name: management, kind: 'management', region },
    ...(scenario.standby === undefined
      ? []
      : [{ name: standbyManagement, kind: 'management', ...scenario.standby } as const]),
    ...generatorNames(scenario.load.generators).map((name) => ({ name, kind: 'load' }) as const),
  ]
}
