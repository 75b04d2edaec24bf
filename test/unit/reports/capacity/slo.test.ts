import { expect, test } from 'vitest'
import { samplesNeededBy, sloOf } from '../../../../reports/capacity/slo.ts'

const textsOf = (given: readonly string[], scenario: readonly string[] = []) =>
  sloOf(given, scenario).map(({ text }) => text)

test.each<[string, readonly string[], readonly string[], readonly string[]]>([
  ['given ones', ['p99(latency) < 100ms'], ['p50(latency) < 1s'], ['p99(latency) < 100ms']],
  ['the short form', ['p99.9 < 1s'], [], ['p99.9(latency) < 1s']],
  [
    'the strictest of the calm ones',
    [],
    [
      'availability >= 99%',
      'availability >= 99.9% before fault',
      'p99(latency) < 250ms before fault',
      'p99(latency) < 1500ms during fault',
      'p99(latency) < 200ms after fault',
      'recovery < 10s',
    ],
    ['availability >= 99.9%', 'p99(latency) < 250ms'],
  ],
  [
    'those of after the fault, where there are no others',
    [],
    ['p99(latency) < 250ms after fault', 'p99(latency) < 2s during fault'],
    ['p99(latency) < 250ms'],
  ],
])('a rate must hold %s', (_case, given, scenario, expected) => {
  expect(textsOf(given, scenario)).toEqual(expected)
})

test.each<[readonly string[], readonly string[], RegExp]>([
  [[], ['availability >= 99%'], /CAPACITY_WITHOUT_LATENCY/],
  [[], ['p99(latency) < 2s during fault'], /CAPACITY_WITHOUT_LATENCY/],
  [['availability >= 99%'], [], /--slo: no objective of latency/],
  [['recovery < 10s'], [], /a trial has no recovery \(CAPACITY_OTHER_OBJECTIVE\)/],
  [['p99 < 100ms during fault'], [], /--slo 1 .*no phases \(CAPACITY_OTHER_OBJECTIVE\)/],
  [['p99 < 110% of baseline run'], [], /no baseline run \(CAPACITY_OTHER_OBJECTIVE\)/],
  [[], ['p99(latency) < 110% of baseline run'], /CAPACITY_WITHOUT_LATENCY/],
  [['p99 < 100'], [], /--slo 1 .*OBJECTIVE_WRONG_LIMIT/],
])('--slo %j with the objectives %j is bad input', (given, scenario, message) => {
  expect(() => sloOf(given, scenario)).toThrow(message)
})

test.each<[readonly string[], number]>([
  [['p99 < 100ms'], 299],
  [['p50 < 100ms'], 5],
  [['p99 < 100ms', 'availability >= 99.9%'], 2_995],
  [['p99 < 100ms', 'availability >= 100%'], 299],
])('%j takes %d samples', (given, expected) => {
  expect(samplesNeededBy(sloOf(given, []))).toBe(expected)
})
