import { expect, test } from 'vitest'
import autoscaleFlashCrowd from '../../../../scenarios/library/autoscale-flash-crowd.ts'
import zoneDown from '../../../../scenarios/library/zone-down.ts'
import { scenarioSchema } from '../../../../scenarios/schema.ts'
import { gapOf, scaleOutOf } from '../../../../sim/capacity/autoscale-gap.ts'
import { carriesOf } from '../../../../sim/capacity/carried.ts'

const carries = carriesOf([{ units: 1, ratePerS: 100 }], undefined)
const rule = {
  windowMin: 10,
  thresholdPercent: 70,
  unitsAdded: 1,
  cooldownMin: 5,
  takesMin: 20,
  unitsMax: 10,
  source: 'advice',
} as const

test('a rise at once is beyond capacity until the new unit serves', () => {
  const gap = gapOf({ fromPerS: 50, toPerS: 150, units: 1, carries }, 0, rule)
  // 50 % before, 100 % after: the average of ten minutes is above 70 % after four of them; then
  // one of evaluation and twenty until the unit serves, with 50/s beyond capacity all the time.
  expect(gap.carriedAfterMin).toBeCloseTo(25.2, 0)
  expect(gap.beyond / (50 * 60)).toBeCloseTo(25.2, 0)
  expect(gap.beyondShare).toBeCloseTo(1 / 3, 2)
  expect(gap.units).toBe(2)
})

test('a rise that is slow enough is caught', () => {
  const gap = gapOf({ fromPerS: 50, toPerS: 150, units: 1, carries }, 600, rule)
  expect(gap.beyond).toBe(0)
  expect(gap.carriedAfterMin).toBeLessThan(300)
})

test('several units come one after the other, with the cooldown between decisions', () => {
  const gap = gapOf({ fromPerS: 50, toPerS: 250, units: 1, carries }, 0, {
    ...rule,
    cooldownMin: 40,
  })
  expect(gap.units).toBe(3)
  // The second decision waits for the end of the cooldown.
  expect(gap.carriedAfterMin).toBeGreaterThan(60)
})

test('within its maximum it may never be enough', () => {
  const gap = gapOf({ fromPerS: 50, toPerS: 250, units: 1, carries }, 0, { ...rule, unitsMax: 2 })
  expect(gap.carriedAfterMin).toBeUndefined()
})

test('a rate that is carried needs no unit', () => {
  const gap = gapOf({ fromPerS: 50, toPerS: 90, units: 1, carries }, 0, rule)
  expect(gap).toEqual({ riseMin: 0, beyond: 0, beyondShare: 0, carriedAfterMin: 0, units: 1 })
})

test("the rule is the scenario's, or the documented advice", () => {
  expect(scaleOutOf(scenarioSchema.parse(autoscaleFlashCrowd))).toEqual({
    windowMin: 5,
    thresholdPercent: 80,
    unitsAdded: 2,
    cooldownMin: 30,
    takesMin: 20,
    unitsMax: 4,
    source: 'scenario',
  })
  expect(scaleOutOf(scenarioSchema.parse(zoneDown))).toMatchObject({
    windowMin: 30,
    thresholdPercent: 70,
    source: 'advice',
  })
})
