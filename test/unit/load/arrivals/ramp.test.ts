import { expect, test } from 'vitest'
import type { Ramp } from '../../../../load/arrivals/define-arrivals.ts'
import { ramp } from '../../../../load/arrivals/ramp.ts'
import { randomOf } from '../../../../load/random.ts'

const durationS = 60

/** Arrivals in a span of seconds, per second. */
function rateIn(to: Ramp, fromS: number, toS: number, ratePerS = 400): number {
  const random = randomOf(11, 'arrivals')
  const arrivalsUs = ramp.arrivalsUs({ ratePerS, durationS, ramp: to }, random)
  const count = arrivalsUs.filter((atUs) => atUs >= fromS * 1e6 && atUs < toS * 1e6).length
  return count / (toS - fromS)
}

test.each([
  ['before it begins', { atS: 20, toRatePerS: 1_200, overS: 0 }, 0, 20, 400],
  ['from a step on', { atS: 20, toRatePerS: 1_200, overS: 0 }, 20, 60, 1_200],
  ['half way up', { atS: 20, toRatePerS: 1_200, overS: 20 }, 29, 31, 800],
  ['at the top', { atS: 20, toRatePerS: 1_200, overS: 20 }, 40, 60, 1_200],
  ['while a crowd is there', { atS: 10, toRatePerS: 1_200, overS: 5, forS: 20 }, 15, 35, 1_200],
  ['when it has gone', { atS: 10, toRatePerS: 1_200, overS: 5, forS: 20 }, 40, 60, 400],
  ['on the way down', { atS: 10, toRatePerS: 100, overS: 20 }, 40, 60, 100],
] satisfies [string, Ramp, number, number, number][])(
  'the rate is that of a ramp %s',
  (_case, to, fromS, toS, expected) => {
    const measured = rateIn(to, fromS, toS)
    // Six standard deviations of a Poisson count.
    const slack = (6 * Math.sqrt(expected * (toS - fromS))) / (toS - fromS)
    expect(Math.abs(measured - expected)).toBeLessThan(slack)
  },
)

test('the same seed gives the same arrivals, in order', () => {
  const plan = { ratePerS: 50, durationS: 10, ramp: { atS: 2, toRatePerS: 200, overS: 3 } }
  const [first, again] = [1, 1].map((seed) => ramp.arrivalsUs(plan, randomOf(seed, 'arrivals')))
  expect(first).toEqual(again)
  expect([...(first ?? [])].toSorted((a, b) => a - b)).toEqual([...(first ?? [])])
})
