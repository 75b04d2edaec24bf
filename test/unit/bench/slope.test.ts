import { expect, test } from 'vitest'
import { soakOptionsOf } from '../../../bench/soak/options.ts'
import { slopeOf } from '../../../bench/soak/slope.ts'

test('the slope of a straight line is exact, and sure', () => {
  const samples = [0, 10, 20, 40].map((atS) => ({ atS, value: 100 + 0.5 * atS }))
  const { perS, standardErrorPerS } = slopeOf(samples)
  expect([perS, standardErrorPerS]).toEqual([0.5, 0])
})

test('waves around a level have no slope beyond their error', () => {
  const samples = Array.from({ length: 120 }, (_, at) => ({
    atS: at * 5,
    value: 90 + (at % 4) * 6,
  }))
  const { perS, standardErrorPerS } = slopeOf(samples)
  expect(Math.abs(perS)).toBeLessThan(2 * standardErrorPerS)
})

test('two samples give a slope but no trust in it', () => {
  const { perS, standardErrorPerS } = slopeOf([
    { atS: 0, value: 1 },
    { atS: 2, value: 5 },
  ])
  expect([perS, standardErrorPerS]).toEqual([2, Number.POSITIVE_INFINITY])
})

test.each([
  [[], { minutes: 10, ratePerS: 400 }],
  [['--minutes', '0.5', '--rate=50'], { minutes: 0.5, ratePerS: 50 }],
])('soak reads %o', (words, expected) => {
  expect(soakOptionsOf(words)).toEqual(expected)
})

test.each([[['--minutes', 'many']], [['--hours', '1']], [['--minutes', '-3']], [['5']]])(
  'soak refuses %o',
  (words) => {
    expect(() => soakOptionsOf(words)).toThrow('BENCH_OPTION')
  },
)
