import { expect, test } from 'vitest'
import { type ScenarioInput, scenarioSchema } from '../../../../scenarios/schema.ts'
import { capacityOf } from '../../../../sim/topology/capacity.ts'
import { placeInstances } from '../../../../sim/topology/placement.ts'

function topologyOf(topology: Partial<ScenarioInput['topology']>) {
  const regions = { westeurope: { zones: 1, units: 1 } }
  return scenarioSchema.shape.topology.parse({ tier: 'premium', regions, ...topology })
}

test('nothing limits an instance unless the scenario says so', () => {
  expect(capacityOf(topologyOf({}))).toBeUndefined()
})

test.each([
  ['split over the two instances of a Premium unit', { capacity: { perUnitRps: 300 } }, 150],
  ['whole where a unit is one instance', { tier: 'basic', capacity: { perUnitRps: 300 } }, 300],
  ['the published one of Premium', { capacity: { perUnitRps: 'tier' } }, 2_000],
  ['the published one of Developer', { tier: 'developer', capacity: { perUnitRps: 'tier' } }, 500],
] satisfies [string, Partial<ScenarioInput['topology']>, number][])(
  'the capacity of a unit is %s',
  (_case, topology, ratePerS) => {
    expect(capacityOf(topologyOf(topology))).toEqual({
      ratePerS,
      queueMs: 1_000,
      whenFull: 'answer-503',
      metric: 'Capacity',
    })
  },
)

test('v2 tiers tell it by another name', () => {
  const topology = topologyOf({ tier: 'standard-v2', capacity: { perUnitRps: 10 } })
  expect(capacityOf(topology)).toMatchObject({ ratePerS: 10, metric: 'CpuPercent_Gateway' })
})

test('a tier without a published number cannot be asked for it', () => {
  const topology = topologyOf({ tier: 'basic-v2', capacity: { perUnitRps: 'tier' } })
  expect(() => placeInstances(topology)).toThrow(/TOPOLOGY_CAPACITY_UNKNOWN/)
})
