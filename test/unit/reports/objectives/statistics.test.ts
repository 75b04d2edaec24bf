import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  quantileOf,
  quantileRanks,
  samplesNeededFor,
  shareInterval,
} from '../../../../reports/objectives/statistics.ts'

// Source: ln(0.05) / ln(q), rounded up.
test.each([
  [0.5, 5],
  [0.9, 29],
  [0.99, 299],
  [0.999, 2_995],
  [0.9999, 29_956],
])('the %f quantile takes %i samples', (quantile, samples) => {
  expect(samplesNeededFor(quantile)).toBe(samples)
  expect(quantileRanks(quantile, samples).high).toBeLessThanOrEqual(samples)
  expect(quantileRanks(quantile, samples - 1).high).toBe(samples)
})

// Source: the binomial distribution function, summed with Python math.lgamma.
test.each([
  [0.5, 100, 42, 59],
  [0.9, 1_000, 884, 916],
  [0.99, 1_000, 985, 996],
])('the %f quantile of %i lies between the ranks %i and %i', (quantile, count, low, high) => {
  expect(quantileRanks(quantile, count)).toEqual({ low, high })
})

test('the ranks of ten million samples are found, and lie around the quantile', () => {
  const { low, high } = quantileRanks(0.99, 10_000_000)
  expect(low).toBeGreaterThan(9_899_000)
  expect(low).toBeLessThan(9_900_000)
  expect(high).toBeGreaterThan(9_900_000)
  expect(high).toBeLessThan(9_901_000)
})

test('quantiles are those of DuckDB', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const values = fc.sample(fc.double({ min: 0, max: 1e6, noNaN: true }), { numRuns: 997, seed: 7 })
  const sorted = Float64Array.from(values).sort()
  for (const quantile of [0.5, 0.9, 0.99, 0.999]) {
    const reader = await connection.runAndReadAll(
      `SELECT quantile_disc(value, ${quantile}) AS q FROM
        (SELECT unnest([${values.join(',')}]::DOUBLE[]) AS value)`,
    )
    expect(quantileOf(sorted, quantile)).toBe(reader.getRowObjects()[0]?.q)
  }
  connection.closeSync()
  instance.closeSync()
})

test('a share of nothing could be any share', () => {
  expect(shareInterval(0, 0)).toEqual({ low: 0, high: 1 })
  const { low, high } = shareInterval(300, 300)
  expect(low).toBeGreaterThan(0.98)
  expect(high).toBe(1)
})
