import { expect, test } from 'vitest'
import { judgeObjective } from '../../../../reports/objectives/judge.ts'
import { parseObjective } from '../../../../reports/objectives/parse-objective.ts'
import { type Answer, answer, evidenceOf } from '../evidence-of.ts'

/** 50 requests in each of 20 s, of which some of the 3rd, 4th and 12th second fail. */
const badIn: Readonly<Record<number, number>> = { 2: 10, 3: 5, 11: 5 }
const ledger: readonly Answer[] = Array.from({ length: 20 * 50 }, (_, index) => {
  const second = Math.floor(index / 50)
  const isBad = index % 50 < (badIn[second] ?? 0)
  const zone = second < 10 ? 'early' : 'late'
  return { ...answer(5, isBad ? 'failed' : 'ok', index * 20), zone }
})
const evidence = evidenceOf(ledger, {
  loadEndUs: 20_000_000,
  phases: [
    { phase: 'before', fromUs: 0, toUs: 3_000_000 },
    { phase: 'during', fromUs: 3_000_000, toUs: 20_000_000 },
  ],
})
const judge = (text: string, rest = evidence) => judgeObjective(parseObjective(text), rest)

test.each([
  // 20 of 1000 are bad: 99 % allows 10, 98 % 20, 97.5 % 25.
  ['budget_used(99%) <= 100%', 'fail', 200],
  ['budget_used(98%) <= 100%', 'pass', 100],
  ['budget_used(98%) < 100%', 'fail', 100],
  ['budget_used(97.5%) <= 80%', 'pass', 80],
  ['budget_used(97.5%) <= 90% warn 75%', 'warn', 80],
  // Of the budget of the whole load: 10 of 20, and 10 of 20.
  ['budget_used(98%) <= 50% before fault', 'pass', 50],
  ['budget_used(98%) <= 49% during fault', 'fail', 50],
  // Of the budget of 500: 15 of 10, and 5 of 10.
  ['budget_used(98%) <= 150% for zone early', 'pass', 150],
  ['budget_used(98%) <= 50% for zone late', 'pass', 50],
  ['budget_used(98%) <= 50% during fault for zone early', 'pass', 50],
])('%s is %s: %d %%', (text, verdict, measured) => {
  expect(judge(text)).toMatchObject({ verdict, measured, unit: '%' })
})

test('its interval is that of the bad share, in shares of the budget', () => {
  // Wilson for 20 of 1000 at 95 % one-sided: 0.01391 and 0.02868 (by hand, z = 1.6449).
  const { interval, samples } = judge('budget_used(99%) <= 100%')
  expect(interval?.low).toBeCloseTo(139.08, 1)
  expect(interval?.high).toBeCloseTo(286.82, 1)
  expect(samples).toBe(1_000)
})

test('rejected requests neither use the budget nor add to it', () => {
  const rejected = Array<Answer>(500).fill(answer(1, 'rejected', 500))
  const more = evidenceOf([...ledger, ...rejected], { loadEndUs: 20_000_000 })
  expect(judge('budget_used(98%) <= 100%', more)).toMatchObject({ measured: 100, samples: 1_000 })
})

test('too few requests for a target tell nothing of its budget', () => {
  expect(judge('budget_used(99.9%) <= 100%')).toMatchObject({
    verdict: 'inconclusive',
    why: '1000 requests are too few for this target: 2995 are needed',
  })
  expect(judge('burn_rate(99.9%, 5s) < 10').verdict).toBe('inconclusive')
})

test.each([
  // The 3rd second has 10 bad of 50: 20 % against the 2 % that are allowed.
  ['burn_rate(98%, 1s) < 10', 'fail', 10],
  ['burn_rate(98%, 1s) <= 10', 'pass', 10],
  // The 3rd and 4th: 15 of 100.
  ['burn_rate(98%, 2s) < 10', 'pass', 7.5],
  // The first 4, before there are 5: 15 of 200.
  ['burn_rate(98%, 5s) < 10', 'pass', 3.75],
  // 20 s stand for 20 h: 2 h are 2 s.
  ['burn_rate(98%, 2h of 20h) < 10', 'pass', 7.5],
  // An hour of 28 days would be 30 ms, and no stretch is less than a second.
  ['burn_rate(98%, 1h of 28d) < 14.4', 'pass', 10],
  ['burn_rate(98%, 1s) < 10 during fault', 'pass', 5],
])('%s is %s: %d x', (text, verdict, measured) => {
  expect(judge(text)).toMatchObject({ verdict, measured, unit: 'count' })
})
