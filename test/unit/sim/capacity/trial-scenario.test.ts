import { expect, test } from 'vitest'
import autoscaleFlashCrowd from '../../../../scenarios/library/autoscale-flash-crowd.ts'
import regionDown from '../../../../scenarios/library/region-down.ts'
import zoneDown from '../../../../scenarios/library/zone-down.ts'
import { scenarioSchema } from '../../../../scenarios/schema.ts'
import { governedPerUnitOf } from '../../../../sim/capacity/governed.ts'
import { lowestRateOf, trialDurationOf } from '../../../../sim/capacity/measure-capacity.ts'
import { trialScenarioOf } from '../../../../sim/capacity/trial-scenario.ts'
import { planDrill } from '../../../../sim/plan-drill.ts'

test.each([
  ['zone-down', zoneDown, 2],
  ['region-down', regionDown, 1],
  ['autoscale-flash-crowd', autoscaleFlashCrowd, 3],
])('%s becomes a world without faults and changes that can be run', (_name, input, units) => {
  const scenario = trialScenarioOf(scenarioSchema.parse(input), units)
  const { instances, regions, faults } = planDrill(scenario)
  expect(regions).toHaveLength(1)
  expect(faults).toEqual([])
  expect(new Set(instances.map(({ unit }) => unit)).size).toBe(units)
  expect(scenario).toMatchObject({ maintenance: [], changes: [], edits: [], guards: {} })
  expect(scenario.scaling.autoscale).toBeUndefined()
  // As a user's own scenario, it is sound.
  expect(scenarioSchema.safeParse(scenario).error).toBeUndefined()
})

test('a trial is long enough for the samples that objectives need, and a minute at most', () => {
  const rules = { samplesNeeded: 2_995, trialMinS: 6 }
  expect(trialDurationOf(5_000, rules)).toBe(6)
  expect(trialDurationOf(100, rules)).toBeCloseTo(34.4, 1)
  expect(trialDurationOf(10, rules)).toBe(60)
  expect(lowestRateOf(rules)).toBeCloseTo(57.4, 1)
})

test('what the governors of a unit let through is told of whole units', () => {
  const { topology } = scenarioSchema.parse(zoneDown)
  expect(governedPerUnitOf(topology)).toBeUndefined()
  const capacity = { ...topology.capacity, perUnitRps: 400 }
  expect(governedPerUnitOf({ ...topology, capacity })).toBe(400)
})
