import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  blockBootstrapIntervals,
  bootstrapInterval,
} from '../../../../reports/statistics/bootstrap.ts'
import { cliffsDelta, medianOf, variationOf } from '../../../../reports/statistics/describe.ts'
import { leastP, mannWhitney } from '../../../../reports/statistics/mann-whitney.ts'
import { normalUpperTail } from '../../../../reports/statistics/normal.ts'

const group = z.array(z.number())
const vectors = z
  .object({
    source: z.string(),
    mannWhitney: z.array(z.object({ a: group, b: group, u: z.number(), p: z.number() })),
    cliffsDelta: z.array(z.object({ a: group, b: group, delta: z.number() })),
  })
  .parse(JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8')))

describe(`as of ${vectors.source}`, () => {
  test.each(vectors.mannWhitney)('$a against $b', ({ a, b, u, p }) => {
    const found = mannWhitney(a, b)
    expect(found.u).toBe(u)
    expect(found.p).toBeCloseTo(p, 10)
  })

  test.each(vectors.cliffsDelta)('$a beside $b are $delta apart', ({ a, b, delta }) => {
    expect(cliffsDelta(a, b)).toBeCloseTo(delta, 12)
  })
})

// From tables of the normal distribution.
test.each([
  [0, 0.5],
  [1, 0.158_655_253_931],
  [1.959_963_984_54, 0.025],
  [3.9, 0.000_048_096_344],
  [4.1, 0.000_020_657_507],
  [6, 9.865_876_45e-10],
  [-1, 0.841_344_746_069],
])('above %d lies %d of the normal distribution', (z, tail) => {
  expect(normalUpperTail(z) / tail).toBeCloseTo(1, 7)
})

test('groups that are too small never differ, whatever their values', () => {
  expect([leastP(3, 3), leastP(4, 4), leastP(5, 5)].map((p) => Number(p.toFixed(3)))).toEqual([
    0.1, 0.029, 0.008,
  ])
})

test('which group comes first makes no difference to p', () => {
  const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [one, other] = [mannWhitney(a, b), mannWhitney(b, a)]
      expect(one.p).toBeCloseTo(other.p, 12)
      expect(one.u + other.u).toBe(a.length * b.length)
      expect(cliffsDelta(a, b)).toBeCloseTo(-cliffsDelta(b, a), 12)
    }),
  )
})

test('median and variation', () => {
  expect(medianOf([3, 1, 2])).toBe(2)
  expect(medianOf([4, 1, 2, 3])).toBe(2.5)
  expect(medianOf([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(
    Number.POSITIVE_INFINITY,
  )
  expect(medianOf([])).toBeNaN()
  expect(variationOf([5, 5, 5])).toBe(0)
  expect(variationOf([9, 11])).toBeCloseTo(Math.SQRT2 / 10, 12)
})

test('an interval covers the true median about as often as it says', () => {
  let covered = 0
  const rounds = 60
  let state = 1
  const uniform = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  for (let round = 0; round < rounds; round += 1) {
    const values = Array.from({ length: 25 }, () => uniform())
    const { low, high } = bootstrapInterval([values], ([drawn = []]) => medianOf(drawn))
    if (low <= 0.5 && high >= 0.5) covered += 1
  }
  expect(covered / rounds).toBeGreaterThan(0.8)
  expect(covered / rounds).toBeLessThanOrEqual(1)
})

test('neighbours that are alike make the interval of blocks wider than that of single values', () => {
  // Stretches of ten that share their level: a tenth as many independent values.
  const series = Array.from({ length: 100 }, (_, at) => Math.sin(Math.floor(at / 10) * 12.9898))
  const widthWith = (blockLength: number) => {
    const [[mean] = []] = blockBootstrapIntervals(100, blockLength, (places) => [
      places.reduce((sum, place) => sum + (series[place] ?? 0), 0) / places.length,
    ])
    return (mean?.high ?? 0) - (mean?.low ?? 0)
  }
  expect(widthWith(10)).toBeGreaterThan(1.5 * widthWith(1))
})

test('the same values give the same interval', () => {
  const of = () =>
    bootstrapInterval(
      [
        [1, 2, 3, 4],
        [2, 3, 4, 9],
      ],
      ([a = [], b = []]) => medianOf(b) - medianOf(a),
    )
  expect(of()).toEqual(of())
})
