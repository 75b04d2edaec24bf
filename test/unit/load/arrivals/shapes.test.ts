import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ArrivalsShape } from '../../../../ledger/launch/arrivals.ts'
import type { LoadLaunch } from '../../../../ledger/launch/load.ts'
import * as registry from '../../../../load/arrivals/registry.ts'
import { randomOf } from '../../../../load/random.ts'
import { scheduleOf } from '../../../../load/schedule.ts'
import { byChanceMax, kolmogorovSmirnov, momentsOf } from './goodness-of-fit.ts'

const durationS = 40
const ratePerS = 200

type Name = Exclude<LoadLaunch['arrivals'], 'trace'>
/** Name, what shapes it, and the rate that this means at a second. */
const shapes: readonly (readonly [Name, ArrivalsShape, (s: number) => number])[] = [
  ['constant', {}, () => 200],
  ['poisson', {}, () => 200],
  [
    'ramp',
    { ramp: { atS: 10, toRatePerS: 800, overS: 5, forS: 10 } },
    (s) => {
      if (s < 10 || s >= 30) return 200
      if (s < 15) return 200 + 120 * (s - 10)
      return s < 25 ? 800 : 800 - 120 * (s - 25)
    },
  ],
  [
    'step',
    { steps: [10, 20, 25].map((atS, index) => ({ atS, ratePerS: [500, 0, 900][index] ?? 0 })) },
    (s) => (s < 10 ? 200 : s < 20 ? 500 : s < 25 ? 0 : 900),
  ],
  [
    'spike',
    { spike: { atS: 15, toRatePerS: 1_000, forS: 2 } },
    (s) => (s < 15 || s >= 17 ? 200 : 1_000),
  ],
  [
    'spike',
    { spike: { atS: 1, toRatePerS: 700, forS: 0.5, everyS: 4 } },
    (s) => (s >= 1 && (s - 1) % 4 < 0.5 ? 700 : 200),
  ],
  [
    'on-off',
    { onOff: { onS: 3, offS: 2, offRatePerS: 0, atS: 1 } },
    (s) => (s < 1 || (s - 1) % 5 < 3 ? 200 : 0),
  ],
  [
    'on-off',
    { onOff: { onS: 0.25, offS: 0.25, offRatePerS: 20, atS: 0 } },
    (s) => (s % 0.5 < 0.25 ? 200 : 20),
  ],
  [
    'sine',
    { sine: { amplitudePerS: 150, periodS: 20, lowestAtS: 4 } },
    (s) => 200 - 150 * Math.cos((2 * Math.PI * (s - 4)) / 20),
  ],
  [
    'sine',
    { sine: { amplitudePerS: 200, periodS: 13, lowestAtS: 0 } },
    (s) => 200 - 200 * Math.cos((2 * Math.PI * s) / 13),
  ],
]

function arrivalsOf(
  name: Name,
  shape: ArrivalsShape,
  seed: number,
  randomised = true,
): Float64Array {
  const process = Object.values(registry).find((arrivals) => arrivals.name === name)
  if (process === undefined) throw new Error(`no ${name}`)
  return process.arrivalsUs(
    { ratePerS, durationS, randomised, ...shape },
    randomOf(seed, 'arrivals'),
  )
}

/** Requests that are expected until a second, summed up in small slices. */
function expectedOf(rateAt: (s: number) => number): (s: number) => number {
  const sliceS = 1e-3
  const sums = new Float64Array(durationS / sliceS + 1)
  for (let slice = 1; slice < sums.length; slice += 1) {
    sums[slice] = (sums[slice - 1] ?? 0) + rateAt((slice - 0.5) * sliceS) * sliceS
  }
  return (s) => {
    const slice = Math.min(sums.length - 2, Math.floor(s / sliceS))
    const from = sums[slice] ?? 0
    return from + ((sums[slice + 1] ?? 0) - from) * (s / sliceS - slice)
  }
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 })

test.each(shapes.filter(([name]) => name !== 'constant'))(
  '%s %j: as many as are expected and when, spread as independent users are',
  (name, shape, rateAt) => {
    const expected = expectedOf(rateAt)
    const total = expected(durationS)
    fc.assert(
      fc.property(seeds, (seed) => {
        const atS = arrivalsOf(name, shape, seed).map((us) => us / 1e6)
        // Six standard deviations of a Poisson count.
        expect(Math.abs(atS.length - total)).toBeLessThan(6 * Math.sqrt(total))
        expect(kolmogorovSmirnov(atS, (s) => expected(s) / total)).toBeLessThan(byChanceMax)
        // Gaps, counted in expected requests, are those of a Poisson process of rate 1.
        const gaps = atS.map((s, index) => expected(s) - expected(atS[index - 1] ?? 0))
        expect(kolmogorovSmirnov(gaps, (gap) => 1 - Math.exp(-gap))).toBeLessThan(byChanceMax)
        const { mean, variance } = momentsOf(countsPer(50, atS.map(expected), total))
        const bins = Math.floor(total / 50)
        expect(Math.abs(mean - 50)).toBeLessThan(6 * Math.sqrt(50 / bins))
        expect(Math.abs(variance - 50)).toBeLessThan(6 * 50 * Math.sqrt(2.1 / bins))
      }),
      { numRuns: 8 },
    )
  },
)

/** How many fall into each bin of that width; the last one, which is not whole, is left out. */
function countsPer(width: number, values: Float64Array, total: number): number[] {
  const counts = new Array<number>(Math.floor(total / width)).fill(0)
  for (const value of values) {
    const bin = Math.floor(value / width)
    if (bin < counts.length) counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}

test.each(shapes.filter(([name]) => name !== 'poisson'))(
  '%s %j, not randomised: one whenever a whole one more is expected, whatever the seed',
  (name, shape, rateAt) => {
    const expected = expectedOf(rateAt)
    const atUs = arrivalsOf(name, shape, 1, false)
    expect(atUs).toEqual(arrivalsOf(name, shape, 2, false))
    expect(Math.abs(atUs.length - expected(durationS))).toBeLessThan(1.5)
    for (const [index, us] of atUs.entries()) {
      expect(Math.abs(expected(us / 1e6) - index)).toBeLessThan(0.6)
      // Nobody comes while the rate is nothing.
      expect(rateAt(us / 1e6 + 1e-6)).toBeGreaterThan(0)
    }
  },
)

test.each(shapes)(
  '%s %j: ascends, ends in time, and is the same for the same seed',
  (name, shape) => {
    const plan = {
      arrivals: name,
      ratePerS,
      durationS,
      operations: [operation],
      warmUpS: 3,
      ...shape,
    }
    fc.assert(
      fc.property(seeds, (seed) => {
        const { arrivalsUs, digest } = scheduleOf({ ...plan, seed })
        expect(arrivalsUs.every((us, index) => us >= (arrivalsUs[index - 1] ?? 0))).toBe(true)
        expect(arrivalsUs.at(-1) ?? 0).toBeLessThan(durationS * 1e6)
        expect(scheduleOf({ ...plan, seed }).digest).toBe(digest)
      }),
      { numRuns: 3 },
    )
  },
)

test('over the warm-up the rate rises from nothing: half come, most of them late', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const plan = { arrivals: 'poisson' as const, ratePerS: 2_000, durationS: 10, seed }
      const { arrivalsUs } = scheduleOf({ ...plan, operations: [operation], warmUpS: 10 })
      expect(Math.abs(arrivalsUs.length - 10_000)).toBeLessThan(600)
      const share = (us: number) => (us / 1e7) ** 2
      expect(kolmogorovSmirnov(arrivalsUs, share)).toBeLessThan(byChanceMax)
    }),
    { numRuns: 8 },
  )
})

test('every arrivals that there are stand in the tables above', () => {
  const tested = new Set<string>(shapes.map(([name]) => name))
  const all = Object.values(registry).map(({ name }) => name)
  expect(all.filter((name) => name !== 'trace').every((name) => tested.has(name))).toBe(true)
})

const operation = {
  name: 'read',
  weight: 1,
  method: 'GET',
  path: '/',
  headers: {},
  needsToken: false,
}
