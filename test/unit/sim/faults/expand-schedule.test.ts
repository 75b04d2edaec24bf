import { expect, test } from 'vitest'
import { faultEntrySchema } from '../../../../scenarios/schema/faults.ts'
import { scenarioSchema } from '../../../../scenarios/schema.ts'
import { expandSchedule } from '../../../../sim/faults/expand-schedule.ts'
import { planFaults } from '../../../../sim/faults/plan-faults.ts'
import { planWorld } from './world-in-memory.ts'

const fault = (kind: string, durationS = 4, afterS = 0) => ({ kind, durationS, afterS })

/** `a 10-14`: kind, begin and end of each fault that the entry means, in seconds. */
function timesOf(entry: object, seed = 1): readonly string[] {
  const parsed = faultEntrySchema.parse({ atS: 10, ...entry })
  return expandSchedule([parsed], seed).map(
    ({ input: { kind, atS, durationS } }) => `${kind} ${atS}-${atS + durationS}`,
  )
}

test.each([
  ['a fault is itself', fault('a'), ['a 10-14']],
  [
    'a sequence follows one with the other, after a gap',
    { sequence: { steps: [fault('a'), fault('b', 2), fault('c', 1, 3)], gapS: 1 } },
    ['a 10-14', 'b 15-17', 'c 21-22'],
  ],
  [
    'what is parallel begins together and ends as it says',
    { parallel: { steps: [fault('a'), fault('b', 6, 1)] } },
    ['a 10-14', 'b 11-17'],
  ],
  [
    'what heals in order lasts to the end of the longest, and heals one by one',
    {
      parallel: {
        steps: [fault('a'), fault('b', 6), fault('c', 1)],
        heal: 'in-order',
        healEveryS: 2,
      },
    },
    ['a 10-16', 'b 10-18', 'c 10-20'],
  ],
  [
    'what heals in reverse heals the last first',
    { parallel: { steps: [fault('a'), fault('b', 6), fault('c', 1)], heal: 'reverse' } },
    ['a 10-18', 'b 10-17', 'c 10-16'],
  ],
  [
    'a repetition begins when the one before has ended',
    { repeat: { step: fault('a', 2, 1), times: 3 } },
    ['a 11-13', 'a 14-16', 'a 17-19'],
  ],
  [
    'a repetition may begin every so often',
    { repeat: { step: fault('a', 2), times: 2, everyS: 10 } },
    ['a 10-12', 'a 20-22'],
  ],
  [
    'schedules hold schedules',
    {
      sequence: {
        steps: [
          { repeat: { step: fault('a', 1), times: 2 } },
          { parallel: { steps: [fault('b')] } },
        ],
      },
    },
    ['a 10-11', 'a 11-12', 'b 12-16'],
  ],
])('%s', (_case, entry, expected) => {
  expect(timesOf(entry)).toEqual(expected)
})

const drawn = {
  random: { choices: [fault('a'), fault('b'), fault('c')], count: 12, withinS: 100 },
}
const swizzled = {
  parallel: { steps: ['a', 'b', 'c', 'd', 'e'].map((kind) => fault(kind)), heal: 'random' },
}

test.each([
  ['faults', drawn],
  ['an order of healing', swizzled],
])('the same seed draws the same %s, and another seed others', (_case, entry) => {
  expect(timesOf(entry, 7)).toEqual(timesOf(entry, 7))
  expect(timesOf(entry, 7)).not.toEqual(timesOf(entry, 8))
})

test('what is drawn begins within its time, in order, and comes from the choices', () => {
  const begins = timesOf(drawn).map((text) => Number(text.split(' ')[1]?.split('-')[0]))
  expect(begins).toHaveLength(12)
  expect(begins).toEqual(begins.toSorted((a, b) => a - b))
  expect(Math.min(...begins)).toBeGreaterThanOrEqual(10)
  expect(Math.max(...begins)).toBeLessThan(110)
})

test('a drawn order heals each fault once, one a second', () => {
  const ends = timesOf(swizzled).map((text) => Number(text.split('-')[1]))
  expect(ends.toSorted((a, b) => a - b)).toEqual([14, 15, 16, 17, 18])
})

test('a plan has every fault of a schedule with its targets, and says where a wrong one stands', () => {
  const steps = [
    { kind: 'zone-down', zone: 1, durationS: 5, afterS: 0 },
    { kind: 'unit-crash', unit: 2, durationS: 5, afterS: 0 },
  ]
  const entry = (kinds: readonly object[]) =>
    faultEntrySchema.parse({ atS: 1, sequence: { steps: kinds } })
  const planned = planFaults([entry(steps)], planWorld, 60).map(({ planned }) => planned)
  expect(planned.map(({ id, atS, targets }) => [id, atS, targets.length])).toEqual([
    ['zone-down#1', 1, 2],
    ['unit-crash#2', 6, 2],
  ])
  const wrong = entry(steps.map((step) => ({ ...step, zone: 9 })))
  expect(() => planFaults([wrong], planWorld, 60)).toThrow(/faults\[0\]\.sequence\.steps\[0\] zone/)
})

test('more faults than a drill can hold apart are refused', () => {
  const twice = { repeat: { step: { repeat: { step: fault('a'), times: 50 } }, times: 50 } }
  expect(() => timesOf(twice)).toThrow(/FAULTS_TOO_MANY/)
})

test.each([
  ['nothing', {}, /kind/],
  ['two things at once', { ...fault('a'), sequence: { steps: [fault('b')] } }, /is a kind already/],
  ['a fault without an end', { kind: 'a' }, /durationS/],
  ['a step without an end', { sequence: { steps: [{ kind: 'a' }] } }, /durationS/],
  ['no choices', { random: { choices: [], count: 1, withinS: 1 } }, /choices/],
])('%s is no schedule', (_case, entry, message) => {
  const faults = [{ atS: 1, ...entry }]
  const result = scenarioSchema.shape.faults.safeParse(faults)
  expect(JSON.stringify(result.error?.issues)).toMatch(message)
})
