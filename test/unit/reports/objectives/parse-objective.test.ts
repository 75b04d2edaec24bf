import { expect, test } from 'vitest'
import { GatedrillError } from '../../../../ledger/errors.ts'
import { parseObjective, parseObjectives } from '../../../../reports/objectives/parse-objective.ts'
import { measures } from '../../../../reports/objectives/registry.ts'

const ms = (value: number) => ({ kind: 'number', value, unit: 'ms' })

test.each([
  ['p99(latency) < 250ms', { measure: 'latency', quantile: 0.99, operator: '<', limit: ms(250) }],
  ['p99.9(latency)<=1s during fault', { quantile: 0.999, limit: ms(1_000), phase: 'during' }],
  ['availability >= 99.5% warn 99.9%', { limit: { value: 99.5 }, warn: 99.9 }],
  ['p99(latency) < 1s warn 250ms during fault', { warn: 250, phase: 'during' }],
  ['recovery < 10s', { measure: 'recovery', limit: ms(10_000) }],
  ['recovery ≤ 1.5 m', { operator: '<=', limit: ms(90_000) }],
  ['availability >= 99.9 % after fault', { limit: { value: 99.9, unit: '%' }, phase: 'after' }],
  ['lost(config) = 0', { measure: 'lost', argument: 'config', limit: { unit: 'count' } }],
  ['lost(requests) <= 40 before fault', { argument: 'requests', phase: 'before' }],
  ['over_admission <= bound', { measure: 'over_admission', limit: { kind: 'bound' } }],
  ['over_admission <= 5%', { limit: { value: 5, unit: '%' } }],
  ['over_admission <= 150%', { limit: { value: 150, unit: '%' } }],
  ['rejected <= 10% during recovery', { measure: 'rejected', phase: 'recovery' }],
  [
    'availability >= 99% after fault for population batch for zone westeurope-2',
    {
      phase: 'after',
      parts: [
        { dimension: 'population', name: 'batch' },
        { dimension: 'zone', name: 'westeurope-2' },
      ],
    },
  ],
  [
    'rejected = 0 for operation "GET /orders/{id}"',
    { limit: { value: 0 }, parts: [{ dimension: 'operation', name: 'GET /orders/{id}' }] },
  ],
])('reads %s', (text, expected) => {
  expect(parseObjective(text)).toMatchObject({ text, ...expected })
})

test.each([
  ['', 'OBJECTIVE_SYNTAX', 'column 1', 'the line ends here, expected a measure'],
  ['p99(latncy) < 250ms', 'OBJECTIVE_SYNTAX', 'column 5', 'found "latncy"'],
  ['p99 < 250ms', 'OBJECTIVE_SYNTAX', 'column 1', 'p99(latency)'],
  ['p0(latency) < 1s', 'OBJECTIVE_SYNTAX', 'column 1', 'above p0'],
  ['latency < 250ms', 'OBJECTIVE_UNKNOWN_MEASURE', 'column 1', 'latency'],
  ['serenity >= 99%', 'OBJECTIVE_UNKNOWN_MEASURE', 'column 1', 'serenity'],
  ['p99(latency) > 250ms', 'OBJECTIVE_WRONG_OPERATOR', 'column 14', '>'],
  ['availability <= 99%', 'OBJECTIVE_WRONG_OPERATOR', 'column 14', '<='],
  ['p99(latency) < 250', 'OBJECTIVE_WRONG_LIMIT', 'column 16', '250'],
  ['p99(latency) < 5%', 'OBJECTIVE_WRONG_LIMIT', 'column 16', '5%'],
  ['recovery < 10 parsecs', 'OBJECTIVE_WRONG_LIMIT', 'column 12', '10parsecs'],
  ['availability >= 101%', 'OBJECTIVE_SYNTAX', 'column 17', 'at most 100%'],
  ['availability >= bound', 'OBJECTIVE_SYNTAX', 'column 17', 'a limit'],
  ['availability >= 99.9% warn 99.5%', 'OBJECTIVE_WRONG_WARNING', 'column 28', 'never warn'],
  ['p99(latency) < 250ms warn 250ms', 'OBJECTIVE_WRONG_WARNING', 'column 27', 'never warn'],
  ['lost(requests) <= 2% warn 9', 'OBJECTIVE_WRONG_WARNING', 'column 27', 'no level'],
  ['lost(config) = 0 warn 1', 'OBJECTIVE_WRONG_WARNING', 'column 23', 'no warning level'],
  ['over_admission <= bound warn 5%', 'OBJECTIVE_WRONG_WARNING', 'column 30', 'no warning level'],
  ['availability >= 99% warn', 'OBJECTIVE_SYNTAX', 'column 25', 'a limit'],
  ['lost <= 2%', 'OBJECTIVE_SYNTAX', 'column 6', 'lost(requests) or lost(config)'],
  ['lost(money) = 0', 'OBJECTIVE_SYNTAX', 'column 6', 'found "money"'],
  ['availability(all) >= 99%', 'OBJECTIVE_SYNTAX', 'column 14', 'without parentheses'],
  ['recovery < 10s during fault', 'OBJECTIVE_WRONG_PHASE', 'column 16', 'no phase'],
  ['availability >= 99% during lunch', 'OBJECTIVE_WRONG_PHASE', 'column 21', 'during lunch'],
  ['availability >= 99% during', 'OBJECTIVE_SYNTAX', 'column 27', 'the line ends here'],
  ['availability >= 99% for', 'OBJECTIVE_SYNTAX', 'column 24', 'one of population, operation'],
  ['availability >= 99% for colour red', 'OBJECTIVE_SYNTAX', 'column 25', 'found "colour"'],
  ['availability >= 99% for zone', 'OBJECTIVE_SYNTAX', 'column 29', 'the name of the zone'],
  ['recovery < 10s for zone a', 'OBJECTIVE_WRONG_PART', 'column 16', 'recovery has no parts'],
  ['lost(config) = 0 for zone a', 'OBJECTIVE_WRONG_PART', 'column 18', 'lost(config) has no parts'],
  ['share >= 20% after fault', 'OBJECTIVE_SYNTAX', 'column 25', '"for" and a part'],
  ['recovery < 10s !', 'OBJECTIVE_SYNTAX', 'column 16', 'found "!"'],
  ['p99(latency < 250ms', 'OBJECTIVE_SYNTAX', 'column 13', 'expected )'],
])('refuses "%s" as %s at %s', (text, code, column, words) => {
  try {
    parseObjective(text)
    expect.unreachable()
  } catch (error) {
    if (!(error instanceof GatedrillError)) throw error
    const [problem] = error.problems
    expect(problem?.code).toBe(code)
    expect(problem?.where).toContain(column)
    expect(JSON.stringify(problem?.what).replaceAll('\\"', '"')).toContain(words)
  }
})

test('the problems of all objectives of a scenario come together, with their places', () => {
  const texts = ['recovery < 10s', 'serenity > 1%', 'p99(latency) < 9%']
  expect(() => parseObjectives(texts)).toThrow(/objectives\[1\][\s\S]*objectives\[2\]/)
})

test.each(measures.flatMap(({ examples }) => [...examples]))('the example "%s" is one', (text) => {
  expect(parseObjective(text).text).toBe(text)
})

test('a misspelt measure is answered with the nearest one', () => {
  expect(() => parseObjective('avaliability >= 99%')).toThrow('write availability')
})
