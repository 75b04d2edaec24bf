import fc from 'fast-check'
import { expect, test } from 'vitest'
import { traceTimesS } from '../../../../scenarios/trace/trace-times.ts'

const instantsMs = fc
  .array(fc.integer({ min: 0, max: 86_400_000 }), { minLength: 2, maxLength: 200 })
  .map((values) => Float64Array.from(values).sort())
const scale = { durationS: 60, ratePerS: 10, resolutionMs: 0 }

test('at speed 1 the times are those of the log, up to the end of the load', () => {
  fc.assert(
    fc.property(instantsMs, (ms) => {
      const [first = 0] = ms
      const kept = ms.map((at) => (at - first) / 1_000).filter((s) => s < 60)
      const times = traceTimesS(ms, { ...scale, speed: 1 })
      expect(times.length).toBe(kept.length)
      for (const [at, s] of times.entries()) expect(s).toBeCloseTo(kept[at] ?? -1, 9)
    }),
  )
})

test('twice as fast, everything comes after half the time', () => {
  const times = traceTimesS(Float64Array.of(1_000, 2_000, 9_000), { ...scale, speed: 2 })
  expect([...times]).toEqual([0, 0.5, 4])
})

test('fitted, all of it comes within the load, in proportion', () => {
  fc.assert(
    fc.property(instantsMs, (ms) => {
      const times = traceTimesS(ms, { ...scale, speed: 'fit' })
      expect(times.length).toBe(ms.length)
      expect(times.at(-1) ?? 0).toBeLessThan(60)
      const spanMs = (ms.at(-1) ?? 0) - (ms[0] ?? 0)
      const spanS = times.at(-1) ?? 0
      for (const [at, s] of times.entries()) {
        const share = spanMs === 0 ? 0 : ((ms[at] ?? 0) - (ms[0] ?? 0)) / spanMs
        expect(s).toBeCloseTo(share * spanS, 6)
      }
    }),
  )
})

test('without a speed its mean is the rate of the load', () => {
  const ms = Float64Array.from({ length: 6_000 }, (_, index) => index ** 1.3)
  const times = traceTimesS(ms, { durationS: 100, ratePerS: 100, resolutionMs: 0 })
  expect(times.length).toBe(6_000)
  expect(times.at(-1)).toBeCloseTo(59.99, 6)
})

test('requests of one second of a log that knows seconds only are spread over it', () => {
  const ms = Float64Array.of(0, 0, 0, 0, 1_000, 1_000)
  const times = traceTimesS(ms, { ...scale, speed: 1, resolutionMs: 1_000 })
  expect([...times]).toEqual([0, 0.25, 0.5, 0.75, 1, 1.5])
})
