import { expect, test } from 'vitest'
import { serviceTimesOf } from '../../../../sim/backends/service-time.ts'

const drawsOf = (seed: number, stream: string, count: number) => {
  const draw = serviceTimesOf({ latencyMs: 20, spread: 0.5 }, seed, stream)
  return Array.from({ length: count }, draw)
}

test('service times are lognormal: half are below the median, and spread is sigma', () => {
  const logs = drawsOf(1, 'a', 20_000).map(Math.log)
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length
  // Standard errors: 0.0035 of the mean, 0.0025 of sigma.
  expect(mean).toBeCloseTo(Math.log(20), 1)
  expect(Math.sqrt(variance)).toBeCloseTo(0.5, 1)
})

test('a stream repeats with its seed and differs from every other', () => {
  expect(drawsOf(1, 'a', 10)).toEqual(drawsOf(1, 'a', 10))
  expect(drawsOf(1, 'b', 10)).not.toEqual(drawsOf(1, 'a', 10))
  expect(drawsOf(2, 'a', 10)).not.toEqual(drawsOf(1, 'a', 10))
})

test.each([
  ['no spread', { latencyMs: 7, spread: 0 }, 7],
  ['no latency', { latencyMs: 0, spread: 1 }, 0],
])('%s is a fixed time', (_case, time, expected) => {
  const draw = serviceTimesOf(time, 1, 'a')
  expect([draw(), draw()]).toEqual([expected, expected])
})
