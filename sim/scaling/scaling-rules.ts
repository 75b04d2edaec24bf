import type { Problem } from '../../ledger/errors.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { worldErrorCodes, worldProblem } from '../errors.ts'
import { capacityOf, capacityProblems } from '../topology/capacity.ts'
import { tierProblems } from '../topology/tier-rules.ts'
import { tiers } from '../topology/tiers.ts'
import { zoneChoiceOf } from '../topology/zone-choice.ts'
import { zoneProblems } from '../topology/zone-rules.ts'
import { topologyAfter } from './topology-after.ts'

/** Units come and go in multiples of this in a region. Source: APIM, autoscale (zones). */
export function stepOf(topology: Scenario['topology'], region: string): number {
  const { redundancy } = zoneChoiceOf(topology, region)
  const isWhole = redundancy === 'zone-redundant' && tiers[topology.tier].spreadsWholeUnits
  return isWhole ? (topology.regions[region]?.zones ?? 1) : 1
}

/** What a scenario asks of scaling that its service cannot do. */
export function scalingProblems(scenario: Scenario): readonly Problem[] {
  const { topology, scaling, changes } = scenario
  const [primary = ''] = Object.keys(topology.regions)
  const counts = [
    ...scaling.manual.map(({ units, region = primary }, index) => ({
      where: `scaling.manual[${index}]`,
      region,
      units,
      isCount: true,
    })),
    ...autoscaleCounts(scenario, primary),
  ]
  return [
    ...counts.flatMap((count) => countProblems(topology, count)),
    ...autoscaleProblems(scenario),
    ...changes.flatMap((change, index) => {
      const after = topologyAfter(topology, change)
      const problems = [...tierProblems(after), ...zoneProblems(after), ...capacityProblems(after)]
      return problems.map((problem) => ({ ...problem, where: `changes[${index}]` }))
    }),
  ]
}

type Count = {
  readonly where: string
  readonly region: string
  readonly units: number
  /** Of units that there would be; else of units that come or go. */
  readonly isCount: boolean
}

function autoscaleCounts({ scaling }: Scenario, region: string): Count[] {
  return (scaling.autoscale?.profiles ?? []).flatMap(({ capacity, rules }, index) => {
    const where = `scaling.autoscale.profiles[${index}]`
    const limits = (['minimum', 'maximum', 'default'] as const).map((name) => ({
      where: `${where}.capacity.${name}`,
      region,
      units: capacity[name],
      isCount: true,
    }))
    const changes = rules.flatMap(({ scaleAction: { type, value } }, rule) =>
      type === 'PercentChangeCount'
        ? []
        : [
            {
              where: `${where}.rules[${rule}].scaleAction.value`,
              region,
              units: value,
              isCount: type === 'ExactCount',
            },
          ],
    )
    return [...limits, ...changes]
  })
}

function countProblems(topology: Scenario['topology'], count: Count): Problem[] {
  const { where, region, units, isCount } = count
  const tier = tiers[topology.tier]
  if (topology.regions[region] === undefined) {
    return [
      worldProblem({
        code: worldErrorCodes.scalingImpossible,
        where,
        what: `there is no region ${region}`,
        why: `the topology has ${Object.keys(topology.regions).join(', ')}`,
        fix: 'name one of these',
      }),
    ]
  }
  if (isCount && units > tier.unitsMax) {
    return [
      worldProblem({
        code: worldErrorCodes.scalingImpossible,
        where,
        what: `${units} units in tier ${tier.title}`,
        why: `${tier.title} has at most ${tier.unitsMax} in a region`,
        fix: `at most ${tier.unitsMax}`,
      }),
    ]
  }
  const step = stepOf(topology, region)
  if (units % step === 0) return []
  return [
    worldProblem({
      code: worldErrorCodes.scalingNotMultiple,
      where,
      what: `${units} is no multiple of ${step}`,
      why: `units of ${region} are spread over ${step} zones, and come and go in multiples of them`,
      fix: `${Math.ceil(units / step) * step}, or redundancy: automatic`,
    }),
  ]
}

/** Source: APIM, automatically scale an instance: not in Developer; Consumption does it itself. */
function autoscaleProblems({ topology, scaling }: Scenario): Problem[] {
  if (scaling.autoscale === undefined) return []
  const { tier } = topology
  if (tier === 'developer' || tier === 'consumption') {
    return [
      worldProblem({
        code: worldErrorCodes.scalingImpossible,
        where: 'scaling.autoscale',
        what: `autoscale in tier ${tiers[tier].title}`,
        why: tier === 'developer' ? 'it has one unit' : 'it scales by itself, and has no rules',
        fix: 'take it out, or use another tier',
      }),
    ]
  }
  if (capacityOf(topology) !== undefined) return []
  return [
    worldProblem({
      code: worldErrorCodes.scalingImpossible,
      where: 'scaling.autoscale',
      what: 'nothing says how much of a unit is used',
      why: 'rules go by the capacity metric, and units without a capacity have none',
      fix: 'say topology.capacity.perUnitRps',
    }),
  ]
}
