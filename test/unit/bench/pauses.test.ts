import { expect, test } from 'vitest'
import { undisturbedOf } from '../../../bench/fidelity/undisturbed.ts'
import { undisturbedBy } from '../../../bench/pauses/pause.ts'
import { quietSeconds } from '../../../bench/pauses/quiet-seconds.ts'

const margin = { beforeUs: 10, aftermath: 2, afterUs: 5 }

test('what is due around a pause is disturbed: before it, in it, and until what waited is gone', () => {
  const isUndisturbed = undisturbedBy([{ fromUs: 100, toUs: 120 }], margin)
  // From 100 - 10 to 120 + 2 x 20 + 5.
  expect([89, 90, 110, 165, 166].map(isUndisturbed)).toEqual([true, false, false, false, true])
})

test('without a pause nothing is disturbed', () => {
  expect(undisturbedBy([], margin)(0)).toBe(true)
})

test('pauses of several processors, in any order, one within the other', () => {
  const isUndisturbed = undisturbedBy(
    [
      { fromUs: 1_000, toUs: 1_001 },
      { fromUs: 110, toUs: 111 },
      { fromUs: 100, toUs: 120 },
      { fromUs: 500, toUs: 600 },
    ],
    margin,
  )
  const ats = [80, 115, 160, 170, 489, 490, 805, 806, 989, 1_000, 1_009]
  expect(ats.filter(isUndisturbed)).toEqual([80, 170, 489, 806, 989, 1_009])
})

test('a second is quiet when the host took no more of it than a fiftieth, of all processors together', () => {
  const second = 1_000_000
  const pauses = [
    { fromUs: 5, toUs: 10_005 },
    { fromUs: 20_000, toUs: 30_000 },
    // Over the end of the second second: 15 ms of it, 6 of the third.
    { fromUs: 2 * second - 15_000, toUs: 2 * second + 6_000 },
    { fromUs: 2 * second - 8_000, toUs: 2 * second },
    { fromUs: 9 * second, toUs: 10 * second },
  ]
  const quiet = quietSeconds(pauses, 0, 3)
  expect(quiet.count).toBe(2)
  expect([0.5, 1.5, 2.5, 3.5, -0.5].map((atS) => quiet.includes(atS * second))).toEqual([
    true,
    false,
    true,
    false,
    false,
  ])
})

test('seconds count from the instant that is said', () => {
  const quiet = quietSeconds([{ fromUs: 600_000, toUs: 700_000 }], 500_000, 2)
  expect(quiet.count).toBe(1)
  expect([500_000, 1_499_999, 1_500_000].map(quiet.includes)).toEqual([false, false, true])
})

test('requests are left out for when they and their answers were due, never for how they fared', () => {
  const pause = { fromUs: 100_000, toUs: 110_000 }
  const requests = [
    // Slow, and nothing held it up but the tool.
    { dueAtUs: 0, latencyMs: 80 },
    { dueAtUs: 105_000, latencyMs: 20 },
    // Its answer was due in the pause.
    { dueAtUs: 85_000, latencyMs: 40 },
    { dueAtUs: 200_000, latencyMs: undefined },
    { dueAtUs: 210_000, latencyMs: 21 },
    { dueAtUs: 220_000, latencyMs: 22 },
  ]
  const trueMs = [20, 20, 20, undefined, 20, undefined]
  expect(undisturbedOf(requests, trueMs, [pause])).toEqual({
    toldMs: [80, 21],
    trueMs: [20, 20],
    share: 0.5,
  })
})
