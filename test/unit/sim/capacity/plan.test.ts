import { expect, test } from 'vitest'
import { declaredSlaOf } from '../../../../scenarios/declared-sla.ts'
import { scenarioSchema, type TopologyInput } from '../../../../scenarios/schema.ts'
import { carriesOf } from '../../../../sim/capacity/carried.ts'
import { headroomOf } from '../../../../sim/capacity/headroom.ts'
import { planOf, type ToPlan } from '../../../../sim/capacity/plan.ts'
import { survivorsOf } from '../../../../sim/capacity/survivors.ts'

const carries = carriesOf([{ units: 1, ratePerS: 400 }], undefined)

const planned = (changes: Partial<ToPlan> = {}) =>
  planOf({ tier: 'premium', peakPerS: 2_000, carries, ...changes }).map(
    ({ survives, regions, zones, redundancy, unitsInAll }) =>
      `${survives}; ${regions}r ${zones}z ${redundancy}: ${unitsInAll ?? 'no'}`,
  )

test('what is left after a loss carries the peak, and units are a multiple of the zones', () => {
  expect(planned()).toEqual([
    'nothing; 1r 1z automatic: 5',
    // Five must be left: half of ten, two thirds of nine (six are, for five do not divide).
    'one zone; 1r 2z zone-redundant: 10',
    'one zone; 1r 3z zone-redundant: 9',
    // 8 units are 16 instances, of which 6 stand in the fullest zone: 5 units' worth are left.
    'one zone; 1r 3z automatic: 8',
    'one region; 2r 1z automatic: 10',
    // A third and the lost third may come to one region: 2000 * 2/3 takes four units.
    'one region; 3r 1z automatic: 12',
    // Either region carries all alone (5), and a half with a zone lost; a multiple of three.
    'one zone or one region; 2r 3z zone-redundant: 12',
  ])
})

test('what the tier does not allow is said', () => {
  const options = planOf({ tier: 'standard', peakPerS: 2_000, carries })
  expect(options.map(({ note }) => note)).toEqual([
    'more than the 4 units that Standard has in a region',
    ...Array(3).fill('Standard has no zones'),
    ...Array(2).fill('Standard has one region'),
    'Standard has no zones',
  ])
})

test('Premium v2 may spread any number of units', () => {
  expect(planned({ tier: 'premium-v2' })[2]).toBe('one zone; 1r 3z zone-redundant: 8')
})

test('each option has its use, its price and the SLA that is declared for it', () => {
  const [one, , three] = planOf({ tier: 'premium', peakPerS: 2_000, carries, pricePerUnit: 100 })
  expect(one).toMatchObject({ useAtPeak: 1, useAfterLoss: 1, pricePerMonth: 500 })
  expect(one?.sla?.percent).toBe(99.95)
  expect(three).toMatchObject({ pricePerMonth: 900, sla: { percent: 99.99 } })
  expect(three?.useAtPeak).toBeCloseTo(2_000 / 3_600)
  expect(three?.useAfterLoss).toBeCloseTo(2_000 / 2_400)
})

test.each([
  ['premium', 1, 1, 99.95],
  ['premium', 2, 1, 99.99],
  ['premium', 1, 3, 99.99],
  ['standard', 1, 1, 99.95],
  ['developer', 1, 1, undefined],
] as const)('%s with %d regions and %d zones declares %s', (tier, regions, zones, percent) => {
  expect(declaredSlaOf(tier, { regions, zones })?.percent).toBe(percent)
})

test.each([
  ['one unit, dealt out over three zones', 1, 3, 'automatic', 0.5],
  ['two units', 2, 3, 'automatic', 1],
  ['three whole units in three zones', 3, 3, 'zone-redundant', 2],
  ['all in one zone', 3, 3, 'zonal', 0],
  ['one zone', 2, 1, 'automatic', 0],
] as const)('what a lost zone leaves: %s', (_case, units, zones, redundancy, left) => {
  expect(survivorsOf({ tier: 'premium', units, zones, redundancy })).toBe(left)
})

test.each([
  ['measured', 2, { ratePerS: 700, source: 'measured' }],
  ['the law, where it is given', 3, { ratePerS: 960, source: 'law' }],
] as const)('what units carry: %s', (_case, units, expected) => {
  const law = { gammaPerS: 400, alpha: 0.125, beta: 0, residualShare: 0 }
  const known = [
    { units: 1, ratePerS: 400 },
    { units: 2, ratePerS: 700 },
  ]
  expect(carriesOf(known, law)(units)).toEqual(expected)
  expect(carriesOf(known, undefined)(4)).toEqual({ ratePerS: 1_400, source: 'multiple' })
})

const topologyOf = (regions: object, redundancy = 'zone-redundant'): TopologyInput =>
  scenarioSchema.shape.topology.parse({ tier: 'premium', redundancy, regions })

test.each<[string, TopologyInput, object]>([
  [
    'three zones',
    topologyOf({ westeurope: { zones: 3, units: 3 } }),
    { units: 3, carriedPerS: 1_200, useAtPeak: 0.5, useAfterZone: 0.75 },
  ],
  [
    'all in the zone that is lost',
    topologyOf({ westeurope: { zones: 3, units: 3 } }, 'zonal'),
    { useAfterZone: Number.POSITIVE_INFINITY },
  ],
  [
    'two regions',
    topologyOf({ westeurope: { zones: 1, units: 2 }, northeurope: { zones: 1, units: 1 } }),
    { units: 3, useAtPeak: 0.5, useAfterRegion: 1.5 },
  ],
])('headroom today: %s', (_case, topology, expected) => {
  expect(headroomOf(topology, carries, 600)).toMatchObject(expected)
})
