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
  ['p99(latency) <= 110% of baseline run', { limit: { kind: 'relative', percent: 110 } }],
  [
    'availability >= 99.9% of baseline run warn 99.99% during fault for zone a',
    { limit: { percent: 99.9 }, warn: 99.99, phase: 'during' },
  ],
  ['availability >= 99.9% weight 3', { limit: { value: 99.9 }, weight: 3 }],
  ['goodput >= 380 weight 0.5', { limit: { value: 380 }, weight: 0.5 }],
  ['rejected = 0 during fault for population b weight 2', { phase: 'during', weight: 2 }],
  ['score >= 80%', { measure: 'score', limit: { value: 80 } }],
  ['budget_used(99.9%) <= 50%', { measure: 'budget_used', targetPercent: 99.9 }],
  ['budget_used(99.95%) <= 150% during fault', { targetPercent: 99.95, phase: 'during' }],
  ['burn_rate(99%, 5s) < 10', { targetPercent: 99, window: { lookBackMs: 5_000 } }],
  [
    'burn_rate(99.9%, 1h of 28d) < 14.4',
    { window: { lookBackMs: 3_600_000, ofMs: 28 * 86_400_000 } },
  ],
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
  ['availability >= 99.5% warn 99.5%', 'OBJECTIVE_WRONG_WARNING', 'column 28', 'never warn'],
  ['p99(latency) < 250ms warn 250ms', 'OBJECTIVE_WRONG_WARNING', 'column 27', 'never warn'],
  ['lost(requests) <= 2% warn 9', 'OBJECTIVE_WRONG_WARNING', 'column 27', 'no level'],
  ['lost(config) = 0 warn 1', 'OBJECTIVE_WRONG_WARNING', 'column 23', 'no warning level'],
  ['over_admission <= bound warn 5%', 'OBJECTIVE_WRONG_WARNING', 'column 30', 'no warning level'],
  ['availability >= 99% warn', 'OBJECTIVE_SYNTAX', 'column 25', 'a limit'],
  ['p99(latency) <= 1.1 of baseline run', 'OBJECTIVE_WRONG_LIMIT', 'column 17', '1.1 is no share'],
  ['p99(latency) <= 250ms of baseline run', 'OBJECTIVE_WRONG_LIMIT', 'column 17', 'no share'],
  ['p99(latency) <= 0% of baseline run', 'OBJECTIVE_WRONG_LIMIT', 'column 17', 'no share'],
  ['p99(latency) <= 110% of baseline', 'OBJECTIVE_SYNTAX', 'column 33', 'of baseline run'],
  ['p99(latency) <= 110% of yesterday', 'OBJECTIVE_SYNTAX', 'column 25', 'found "yesterday"'],
  ['lost(config) = 100% of baseline run', 'OBJECTIVE_WRONG_LIMIT', 'column 16', 'never measure'],
  [
    'p99(latency) <= 110% of baseline run warn 120%',
    'OBJECTIVE_WRONG_WARNING',
    'column 43',
    'never warn',
  ],
  ['p99(latency) <= 110% of baseline run warn 9ms', 'OBJECTIVE_WRONG_WARNING', '43', 'no level'],
  ['availability >= 99% weight', 'OBJECTIVE_SYNTAX', 'column 27', 'a weight'],
  ['availability >= 99% weight 0', 'OBJECTIVE_WRONG_WEIGHT', 'column 28', '0 is no weight'],
  ['availability >= 99% weight 3%', 'OBJECTIVE_WRONG_WEIGHT', 'column 28', '3% is no weight'],
  ['score >= 80% weight 2', 'OBJECTIVE_WRONG_WEIGHT', 'column 21', 'score has no weight'],
  ['budget_used <= 50%', 'OBJECTIVE_SYNTAX', 'column 13', 'a target in parentheses'],
  ['budget_used(100%) <= 50%', 'OBJECTIVE_SYNTAX', 'column 13', 'below 100%'],
  ['budget_used(99.9) <= 50%', 'OBJECTIVE_SYNTAX', 'column 13', 'a target above 0%'],
  ['budget_used(99.9%, 1h) <= 50%', 'OBJECTIVE_SYNTAX', 'column 18', 'expected )'],
  ['burn_rate(99.9%) < 10', 'OBJECTIVE_SYNTAX', 'column 16', 'expected ,'],
  ['burn_rate(99.9%, 5) < 10', 'OBJECTIVE_SYNTAX', 'column 18', 'a time'],
  ['burn_rate(99.9%, 28d of 1h) < 10', 'OBJECTIVE_SYNTAX', 'column 25', 'a part of'],
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

test('a score without any weight is refused with its place', () => {
  expect(() => parseObjectives(['recovery < 10s', 'score >= 80%'])).toThrow(
    /objectives\[1\] "score >= 80%"[\s\S]*no objective has a weight[\s\S]*OBJECTIVE_WRONG_WEIGHT/,
  )
  expect(parseObjectives(['recovery < 10s weight 1', 'score >= 80%'])).toHaveLength(2)
})

test.each(measures.flatMap(({ examples }) => [...examples]))('the example "%s" is one', (text) => {
  expect(parseObjective(text).text).toBe(text)
})

test('a misspelt measure is answered with the nearest one', () => {
  expect(() => parseObjective('avaliability >= 99%')).toThrow('write availability')
})
