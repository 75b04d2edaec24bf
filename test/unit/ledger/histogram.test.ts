import fc from 'fast-check'
import { build } from 'hdr-histogram-js'
import { expect, test } from 'vitest'
import { Histogram } from '../../../ledger/histogram.ts'

const values = fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 1, maxLength: 300 })

test('a quantile is off by less than one in a thousand', () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (recorded, quantile) => {
      const histogram = new Histogram()
      for (const value of recorded) histogram.record(value)
      const sorted = recorded.toSorted((a, b) => a - b)
      const exact = sorted[Math.max(1, Math.ceil(quantile * sorted.length)) - 1] ?? 0
      const measured = histogram.quantile(quantile)
      expect(measured).toBeGreaterThanOrEqual(exact)
      expect(measured).toBeLessThanOrEqual(exact * 1.001)
    }),
  )
})

test('two histograms add up to one of all values', () => {
  fc.assert(
    fc.property(values, values, (some, others) => {
      const [sum, right, whole] = [new Histogram(), new Histogram(), new Histogram()]
      for (const value of some) sum.record(value)
      for (const value of others) right.record(value)
      for (const value of [...some, ...others]) whole.record(value)
      sum.add(right)
      expect([sum.count, sum.max, sum.quantile(0.5), sum.quantile(0.99)]).toEqual([
        whole.count,
        whole.max,
        whole.quantile(0.5),
        whole.quantile(0.99),
      ])
    }),
  )
})

test('nothing recorded has no quantile but 0', () => {
  expect(new Histogram().quantile(0.99)).toBe(0)
})

test('what one process recorded another adds from its buckets, and says the same', () => {
  fc.assert(
    fc.property(values, values, (some, others) => {
      const [sum, right, whole] = [new Histogram(), new Histogram(), new Histogram()]
      for (const value of some) sum.record(value)
      for (const value of others) right.record(value)
      for (const value of [...some, ...others]) whole.record(value)
      sum.addBuckets(JSON.parse(JSON.stringify(right.buckets)))
      expect([sum.buckets, sum.count]).toEqual([whole.buckets, whole.count])
    }),
  )
})

test('it agrees with HdrHistogram about every quantile, as far as either is exact', () => {
  const quantiles = fc.constantFrom(0.5, 0.9, 0.99, 0.999, 1)
  const whole = fc.array(fc.integer({ min: 1, max: 2 ** 30 }), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(whole, quantiles, (recorded, quantile) => {
      const [histogram, oracle] = [
        new Histogram(),
        build({ highestTrackableValue: 2 ** 31, numberOfSignificantValueDigits: 4 }),
      ]
      for (const value of recorded) {
        histogram.record(value)
        oracle.recordValue(value)
      }
      const expected = oracle.getValueAtPercentile(quantile * 100)
      expect(histogram.count).toBe(oracle.totalCount)
      expect(Math.abs(histogram.quantile(quantile) - expected)).toBeLessThanOrEqual(
        expected * 0.0011,
      )
    }),
  )
})

test('added up, two histograms are what HdrHistogram adds up to', () => {
  const whole = fc.array(fc.integer({ min: 1, max: 2 ** 30 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(whole, whole, (some, others) => {
      const options = { highestTrackableValue: 2 ** 31, numberOfSignificantValueDigits: 4 } as const
      const [sum, right] = [new Histogram(), new Histogram()]
      const [oracle, oracleRight] = [build(options), build(options)]
      for (const value of some) {
        sum.record(value)
        oracle.recordValue(value)
      }
      for (const value of others) {
        right.record(value)
        oracleRight.recordValue(value)
      }
      sum.add(right)
      oracle.add(oracleRight)
      for (const quantile of [0.5, 0.99, 1]) {
        const expected = oracle.getValueAtPercentile(quantile * 100)
        const off = Math.abs(sum.quantile(quantile) - expected)
        expect(off).toBeLessThanOrEqual(expected * 0.0011)
      }
    }),
  )
})
