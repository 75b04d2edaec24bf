import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Histogram } from '../../../ledger/histogram.ts'
import type { LoadProgress } from '../../../ledger/launch/load.ts'
import { LoadTotals, totalResultOf } from '../../../sim/load-totals.ts'

const histogramOf = (values: readonly number[]) => {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

function progressOf(second: number, latencies: readonly number[]): LoadProgress {
  const latency = histogramOf(latencies)
  return {
    second,
    offered: latencies.length,
    ok: latencies.length,
    rejected: 0,
    failed: 0,
    unknown: 0,
    notSent: 0,
    p99Ms: latency.quantile(0.99) / 1_000,
    pacerLatenessP99Ms: 0,
    latencyUs: latency.buckets,
    latenessUs: new Histogram().buckets,
  }
}

function heard(generators: number) {
  const told: LoadProgress[] = []
  return { told, totals: new LoadTotals(generators, (progress) => told.push(progress)) }
}

test('the p99 of two generators is that of all their requests, not the mean of two', () => {
  const { told, totals } = heard(2)
  totals.hear(0, progressOf(0, new Array<number>(990).fill(100)))
  totals.hear(1, progressOf(0, new Array<number>(10).fill(90_000)))
  expect(told).toMatchObject([{ second: 0, offered: 1_000, ok: 1_000, p99Ms: 0.1 }])
})

test('a second is told once all have told it, in order', () => {
  const { told, totals } = heard(2)
  for (const second of [0, 1]) totals.hear(0, progressOf(second, [1]))
  expect(told).toEqual([])
  for (const second of [0, 1]) totals.hear(1, progressOf(second, [1]))
  expect(told.map(({ second, offered }) => [second, offered])).toEqual([
    [0, 2],
    [1, 2],
  ])
})

test('one that hangs is waited for two seconds, and what it tells then is not lost', () => {
  const { told, totals } = heard(2)
  for (const second of [0, 1, 2, 3]) totals.hear(0, progressOf(second, [1]))
  expect(told.map(({ second }) => second)).toEqual([0, 1])
  totals.hear(1, progressOf(0, [1, 1, 1]))
  totals.hear(1, progressOf(3, [1]))
  expect(told.reduce((sum, { offered }) => sum + offered, 0)).toBe(8)
})

test('one that has ended is waited for no more', () => {
  const { told, totals } = heard(2)
  totals.hear(0, progressOf(0, [1]))
  totals.ended(1)
  expect(told).toHaveLength(1)
  totals.ended(0)
})

test('results of any number of generators are the result of one', () => {
  const values = fc.array(fc.integer({ min: 0, max: 1e7 }), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 5 }), (parts) => {
      const whole = histogramOf(parts.flat())
      const result = totalResultOf(parts.map(resultOf))
      expect(result).toEqual(resultOf(parts.flat()))
      expect(result.pacerLatenessP99Ms).toBe(whole.quantile(0.99) / 1_000)
    }),
  )
})

test('generators that did not compute the same schedule are no one load', () => {
  expect(() =>
    totalResultOf([resultOf([1]), { ...resultOf([1]), scheduleDigest: 'another' }]),
  ).toThrow('different schedules')
})

function resultOf(lateness: readonly number[]) {
  const histogram = histogramOf(lateness)
  return {
    offered: lateness.length,
    scheduled: lateness.length,
    scheduleDigest: 'd',
    pacerLatenessP50Ms: histogram.quantile(0.5) / 1_000,
    pacerLatenessP99Ms: histogram.quantile(0.99) / 1_000,
    pacerLatenessMaxMs: histogram.max / 1_000,
    latenessUs: histogram.buckets,
  }
}
