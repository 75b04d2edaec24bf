import { expect, test } from 'vitest'
import { type ScenarioInput, scenarioSchema } from '../../../../scenarios/schema.ts'
import {
  placeUnits,
  type UnitsToPlace,
  unitsIn,
  unitsToRemove,
} from '../../../../sim/scaling/place-units.ts'
import { placeInstances } from '../../../../sim/topology/placement.ts'

function regionOf(topology: Partial<ScenarioInput['topology']>) {
  const parsed = scenarioSchema.shape.topology.parse({
    tier: 'premium',
    regions: { r: { zones: 3, units: 3 } },
    ...topology,
  })
  return { topology: parsed, region: 'r', present: placeInstances(parsed) }
}

type Asked = Pick<UnitsToPlace, 'count' | 'lastUnit' | 'avoid'>

const names = (placed: readonly { instance: string }[]) => placed.map(({ instance }) => instance)

test.each([
  [
    'whole units into the emptiest zones',
    {},
    { count: 3, lastUnit: 3 },
    ['r-1-u4-a', 'r-1-u4-b', 'r-2-u5-a', 'r-2-u5-b', 'r-3-u6-a', 'r-3-u6-b'],
  ],
  [
    'around a zone that is down',
    {},
    { count: 1, lastUnit: 3, avoid: ['r-1'] },
    ['r-2-u4-a', 'r-2-u4-b'],
  ],
  [
    'instance by instance when placement is automatic',
    { redundancy: 'automatic', regions: { r: { zones: 3, units: 1 } } },
    { count: 1, lastUnit: 1 },
    ['r-3-u2-a', 'r-1-u2-b'],
  ],
  [
    'all into the one zone of a zonal service',
    { redundancy: 'zonal', zonalIn: 2 },
    { count: 1, lastUnit: 3 },
    ['r-2-u4-a', 'r-2-u4-b'],
  ],
  [
    'nowhere when that zone is down',
    { redundancy: 'zonal', zonalIn: 2 },
    { count: 1, lastUnit: 3, avoid: ['r-2'] },
    [],
  ],
] satisfies [string, Partial<ScenarioInput['topology']>, Asked, string[]][])(
  'more units go %s',
  (_case, topology, asked, expected) => {
    const placed = placeUnits({ ...regionOf(topology), ...asked })
    expect(names(placed)).toEqual(expected)
  },
)

test('units that go leave the rest spread, the newest first', () => {
  const { present } = regionOf({ regions: { r: { zones: 3, units: 6 } } })
  expect(names(unitsToRemove(present, 3))).toEqual([
    'r-3-u6-a',
    'r-3-u6-b',
    'r-2-u5-a',
    'r-2-u5-b',
    'r-1-u4-a',
    'r-1-u4-b',
  ])
  expect(unitsIn(present)).toBe(6)
})
