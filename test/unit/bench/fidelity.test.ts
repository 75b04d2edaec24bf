import { expect, test } from 'vitest'
import { countsOf, errorsOf, medianErrors, percentOf } from '../../../bench/fidelity/judge.ts'
import { type Law, laws, normalQuantile, stallEndMs } from '../../../bench/fidelity/law.ts'
import { trueMsOf, truthOf } from '../../../bench/fidelity/truth.ts'
import { quantilesOf } from '../../../bench/load/quantiles-of.ts'

function lawOf(name: string): Law {
  const law = laws.find((one) => one.name === name)
  if (law === undefined) throw new Error(`no law ${name}`)
  return law
}

test.each([
  ['fixed', [20, 20, 20, 20]],
  ['errors', [20, 20, 20, 20]],
  ['resets', [20, 20, 20, 20]],
  // Its last piece ends it, not its head.
  ['drip', [51, 51, 51, 51]],
])('%s: every answer takes the same time', (name, expected) => {
  expect(truthOf(lawOf(name), 200, 8).latenciesMs).toEqual(expected)
})

test.each(['fixed', 'errors', 'resets'])('%s: answers fall midway between arrivals', (name) => {
  const { answerOf, ratePerS } = lawOf(name)
  const arrivals = (answerOf(0).afterMs * ratePerS) / 1_000
  expect(arrivals % 1).toBeCloseTo(0.5, 9)
})

test('lognormal: the quantiles are those of the distribution', () => {
  const { latenciesMs } = truthOf(lawOf('lognormal'), 1_000, 20)
  const exact = [0, 1.2816, 2.3263, 3.0902].map((z) => 20 * Math.exp(0.5 * z))
  for (const [at, value] of exact.entries()) {
    expect(Math.abs((latenciesMs[at] ?? 0) / value - 1)).toBeLessThan(0.01)
  }
})

test('stall: who arrives while the process stands still waits for its end, and then its turn', () => {
  // Two stalls in 16 s. Of each, who comes t before its end waits for t + 20 ms; who came up to 20 ms
  // before it is owed an answer within it, and waits for 1000 to 1020 ms as well.
  const [p50, ...tail] = truthOf(lawOf('stall'), 1_000, 16).latenciesMs
  expect(p50).toBe(20)
  for (const [at, exactMs] of [1_040 - 0.1 * 8_000, 1_040 - 0.01 * 8_000, 1_016].entries()) {
    expect(Math.abs((tail[at] ?? 0) - exactMs)).toBeLessThan(2)
  }
})

test('what the server was late by is true as well, and who was never sent is a user too', () => {
  const lateMs = [0.5, 0, 3]
  const law = lawOf('fixed')
  const trueMs = trueMsOf(law, {}, { firstAtUs: 0, lateMs }, 5 / law.ratePerS)
  expect(trueMs.map((ms) => Number(ms?.toFixed(9)))).toEqual([20.5, 20, 23, 20, 20])
})

test('a request that is reset has no true response time', () => {
  const law = lawOf('resets')
  const trueMs = trueMsOf(law, {}, { firstAtUs: 0, lateMs: [] }, 50 / law.ratePerS)
  expect([trueMs.length, trueMs.indexOf(undefined)]).toEqual([50, 49])
})

test('stalls count from when the server had the first request, not from when that was due', () => {
  const firstAtUs = 5_000_000
  // Due 30 ms before that, and 990 ms after it: ten before the first stall begins.
  const requests = [-30, 990].map((ms) => ({ dueAtUs: firstAtUs + ms * 1_000, latencyMs: 20 }))
  const trueMs = trueMsOf(lawOf('stall'), { requests }, { firstAtUs, lateMs: [] }, 16)
  expect(trueMs).toEqual([20, 1_010])
})

test.each([
  [999, undefined],
  [1_000, 2_000],
  [1_999, 2_000],
  [2_000, undefined],
  [11_500, 12_000],
])('a stall at 1 s, every 10 s, for 1 s: %d ms lies in the one that ends at %o', (atMs, endMs) => {
  expect(stallEndMs({ firstAtMs: 1_000, everyMs: 10_000, lastsMs: 1_000 }, atMs)).toBe(endMs)
})

test.each([
  [0.5, 0],
  [0.975, 1.959963985],
  [0.001, -3.090232306],
  [0.9999, 3.719016485],
])('the standard normal has %d of itself below %d', (share, value) => {
  expect(normalQuantile(share)).toBeCloseTo(value, 7)
})

test('a quantile is the smallest value that so many are no greater than', () => {
  const thousand = Array.from({ length: 1_000 }, (_, at) => 1_000 - at)
  expect(quantilesOf(thousand)).toEqual([500, 900, 990, 999])
  expect(quantilesOf([7])).toEqual([7, 7, 7, 7])
  expect(quantilesOf([])).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN])
})

test.each([
  ['two in a hundred is small', 510, 500, true],
  ['more is not', 510.1, 500, false],
  ['but a fifth of a millisecond is, of whatever', 1.19, 1, true],
  ['too little is an error too', 480, 500, false],
  ['a tool that tells nothing is not right', Number.NaN, 500, false],
])('%s', (_name, toldMs, trueMs, isSmall) => {
  expect(errorsOf([toldMs], [trueMs])[0]?.isSmall).toBe(isSmall)
})

test('of three trials the middle error of each quantile counts', () => {
  const trueMs = [20, 20]
  const trials = [
    [20.1, 30],
    [26, 20.2],
    [20.8, 20.1],
  ].map((told) => errorsOf(told, trueMs))
  expect(medianErrors(trials).map(({ share, isSmall }) => [percentOf(share), isSmall])).toEqual([
    ['+4.0 %', false],
    ['+1.0 %', true],
  ])
})

test('counts are exact, or told beside what the server did', () => {
  const did = { requests: 300, errors: 3, resets: 6, firstAtUs: 0, lateMs: [] }
  expect(countsOf({ latenciesMs: [], errors: 3, broken: 6 }, did)).toBe('exact')
  expect(countsOf({ latenciesMs: [], errors: 3, broken: 0 }, did)).toBe('0 resets of 6')
})

test.each([
  [0.0004, '0.0 %'],
  [-0.0004, '0.0 %'],
  [0.041, '+4.1 %'],
  [-0.994, '-99 %'],
  [Number.NaN, 'none'],
])('%d is written as %s', (share, text) => {
  expect(percentOf(share)).toBe(text)
})
