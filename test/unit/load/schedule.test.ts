import fc from 'fast-check'
import { expect, test } from 'vitest'
import { constant } from '../../../load/arrivals/constant.ts'
import { poisson } from '../../../load/arrivals/poisson.ts'
import { randomOf } from '../../../load/random.ts'
import { extraIdOf, requestIdOf, scheduleOf } from '../../../load/schedule.ts'
import { drawValues, fill, templateOf } from '../../../load/template.ts'

const operation = (name: string, weight: number, path = '/') => ({
  name,
  weight,
  method: 'GET',
  path,
  headers: {},
  needsToken: false,
})

const planOf = (seed: number) => ({
  seed,
  arrivals: 'poisson' as const,
  ratePerS: 500,
  durationS: 20,
  operations: [operation('often', 3, '/orders/{id:1..9}'), operation('rarely', 1)],
})

test('the same seed gives the same schedule, byte for byte, another seed another', () => {
  const [first, again, other] = [
    scheduleOf(planOf(1)),
    scheduleOf(planOf(1)),
    scheduleOf(planOf(2)),
  ]
  expect(again).toEqual(first)
  expect(again.digest).toBe(first.digest)
  expect(other.digest).not.toBe(first.digest)
})

test('another mix of operations moves no arrival', () => {
  const mixed = { ...planOf(1), operations: [operation('only', 1)] }
  expect(scheduleOf(mixed).arrivalsUs).toEqual(scheduleOf(planOf(1)).arrivalsUs)
})

test('operations come by their weights and values from the whole of their range', () => {
  const { choices, values } = scheduleOf(planOf(3))
  const share = choices.filter((choice) => choice === 0).length / choices.length
  expect(share).toBeGreaterThan(0.72)
  expect(share).toBeLessThan(0.78)
  expect([...new Set(values)].toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('constant arrivals keep their gap and their count', () => {
  const arrivalsUs = constant.arrivalsUs({ ratePerS: 250, durationS: 4 }, randomOf(1, 'arrivals'))
  expect(arrivalsUs.length).toBe(1_000)
  expect([arrivalsUs[0], arrivalsUs[1], arrivalsUs[999]]).toEqual([0, 4_000, 3_996_000])
})

test('the number of Poisson arrivals in a second has their rate as mean and as variance', () => {
  const [ratePerS, durationS] = [200, 2_000]
  const arrivalsUs = poisson.arrivalsUs({ ratePerS, durationS }, randomOf(7, 'arrivals'))
  const perSecond = new Array<number>(durationS).fill(0)
  for (const atUs of arrivalsUs) {
    const second = Math.floor(atUs / 1e6)
    perSecond[second] = (perSecond[second] ?? 0) + 1
  }
  const mean = arrivalsUs.length / durationS
  const variance = perSecond.reduce((sum, count) => sum + (count - mean) ** 2, 0) / durationS
  // Five standard errors: sqrt(rate / n) of the mean, rate * sqrt(2 / n) of the variance.
  expect(Math.abs(mean - ratePerS)).toBeLessThan(5 * Math.sqrt(ratePerS / durationS))
  expect(Math.abs(variance - ratePerS)).toBeLessThan(5 * ratePerS * Math.sqrt(2 / durationS))
})

test('Poisson arrivals ascend and end within the duration, however few or many', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.double({ min: 0.01, max: 5_000, noNaN: true }),
      (seed, ratePerS) => {
        const arrivalsUs = poisson.arrivalsUs({ ratePerS, durationS: 1 }, randomOf(seed, 'a'))
        expect(arrivalsUs.every((atUs, i) => atUs >= (arrivalsUs[i - 1] ?? 0))).toBe(true)
        expect(arrivalsUs.at(-1) ?? 0).toBeLessThan(1e6)
      },
    ),
  )
})

test('each arrival finds the values that were drawn for its own operation', () => {
  const body = '{"a":{a:10..19},"b":{b:20..29}}'
  const operations = [
    operation('plain', 1),
    { ...operation('both', 1, '/{id:1..9}'), method: 'POST', body },
  ]
  const { choices, values, valuesFrom } = scheduleOf({ ...planOf(4), operations })
  const both = [...choices.keys()].filter((at) => choices[at] === 1)
  expect(values.length).toBe(both.length * 3)
  for (const at of both) {
    const [id = 0, a = 0, b = 0] = values.subarray(valuesFrom[at])
    expect([Math.floor(id / 10), Math.floor(a / 10), Math.floor(b / 10)]).toEqual([0, 1, 2])
  }
})

test.each([
  ['too many arrivals', { ratePerS: 100_000, durationS: 86_400 }, 'LOAD_TOO_MANY_ARRIVALS'],
  ['an empty range', { operations: [operation('x', 1, '/{id:9..1}')] }, 'LOAD_EMPTY_RANGE'],
])('%s cannot be scheduled', (_case, changes, code) => {
  expect(() => scheduleOf({ ...planOf(1), ...changes })).toThrow(code)
})

test('gaps of Poisson arrivals are exponential (Kolmogorov-Smirnov)', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const ratePerS = 400
      const arrivalsUs = poisson.arrivalsUs({ ratePerS, durationS: 50 }, randomOf(seed, 'arrivals'))
      const gapsUs = Array.from(arrivalsUs, (atUs, i) => atUs - (arrivalsUs[i - 1] ?? 0))
      const sorted = gapsUs.toSorted((a, b) => a - b)
      const distance = Math.max(
        ...sorted.map((gapUs, i) => {
          const expected = 1 - Math.exp((-gapUs * ratePerS) / 1e6)
          return Math.max(
            Math.abs(expected - i / sorted.length),
            Math.abs(expected - (i + 1) / sorted.length),
          )
        }),
      )
      // The critical value at one in a million: 2.7 / sqrt(n).
      expect(distance).toBeLessThan(2.7 / Math.sqrt(sorted.length))
    }),
    { numRuns: 20, seed: 1 },
  )
})

test.each([
  ['/orders', [], '/orders'],
  ['/orders/{id:7..7}', [7], '/orders/7'],
  ['{a:1..1}-{b:2..2}', [1, 2], '1-2'],
  ['{"id":"{id:-3..-3}"}', [-3], '{"id":"-3"}'],
])('%s is filled with %j to %s', (text, values, filled) => {
  const template = templateOf(text)
  expect(drawValues(template, () => 0.999)).toEqual(values)
  // Behind those of an earlier arrival.
  expect(fill(template, Float64Array.of(99, ...values), 1)).toBe(filled)
})

test('over a warm-up the rate rises from nothing, and what comes behind stays as it was', () => {
  const cold = scheduleOf(planOf(1)).arrivalsUs
  const { arrivalsUs } = scheduleOf({ ...planOf(1), warmUpS: 4 })
  const within = (instants: Float64Array, fromS: number, toS: number) =>
    instants.filter((atUs) => atUs >= fromS * 1e6 && atUs < toS * 1e6)
  expect(within(arrivalsUs, 4, 20)).toEqual(within(cold, 4, 20))
  const [first, last] = [within(arrivalsUs, 0, 1).length, within(arrivalsUs, 3, 4).length]
  // An eighth and seven eighths of 500.
  expect(first).toBeGreaterThan(30)
  expect(first).toBeLessThan(100)
  expect(last).toBeGreaterThan(390)
  expect(scheduleOf({ ...planOf(1), warmUpS: 4 }).digest).not.toBe(scheduleOf(planOf(1)).digest)
})

test('shares of any number of generators are the whole, each request once and with its own id', () => {
  const of = fc.integer({ min: 1, max: 9 })
  const plan = { ...planOf(5), durationS: 1, populations: [populationOf('a'), populationOf('b')] }
  const requestsOf = (schedule: ReturnType<typeof scheduleOf>) =>
    Array.from(schedule.arrivalsUs, (atUs, index) => ({
      id: requestIdOf(schedule, index),
      atUs,
      choice: schedule.choices[index],
      population: schedule.populations?.[index],
      value: schedule.values[schedule.valuesFrom[index] ?? 0],
    }))
  const whole = scheduleOf(plan)
  fc.assert(
    fc.property(of, (generators) => {
      const parts = Array.from({ length: generators }, (_, index) =>
        scheduleOf({ ...plan, share: { index, of: generators } }),
      )
      const all = parts.flatMap(requestsOf).toSorted((a, b) => a.id - b.id)
      expect(all).toEqual(requestsOf(whole))
      expect(new Set(parts.map(({ digest }) => digest))).toEqual(new Set([whole.digest]))
      const extras = parts.flatMap((part) => [1, 2, 3].map((count) => extraIdOf(part, count)))
      expect(new Set([...all.map(({ id }) => id), ...extras]).size).toBe(all.length + extras.length)
    }),
    { numRuns: 20 },
  )
})

const populationOf = (name: string) => ({ name, share: 1, connections: 1, keepAlive: true })
