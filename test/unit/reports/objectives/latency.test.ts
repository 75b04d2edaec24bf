import { expect, test } from 'vitest'
import { latency } from '../../../../reports/objectives/latency.ts'
import { parseObjective } from '../../../../reports/objectives/parse-objective.ts'
import { answer, evidenceOf } from '../evidence-of.ts'

test.each([
  ['298 samples bound no p99', 298, 0, answer(250), 'inconclusive'],
  ['rejections are not answers', 0, 299, answer(9, 'rejected'), 'inconclusive'],
  ['1 in 100 may be slow', 297, 3, answer(250), 'pass'],
  ['more than 1 in 100 may not', 296, 4, answer(250), 'fail'],
  ['no answer counts as slow', 296, 4, answer(9, 'unknown'), 'fail'],
  ['a failure counts as slow', 296, 4, answer(9, 'failed'), 'fail'],
  ['what was never sent counts as slow', 296, 4, answer(9, 'not-sent'), 'fail'],
])('p99 below 250 ms: %s', (_case, quick, others, other, expected) => {
  const ledger = [...Array(quick).fill(answer(9)), ...Array(others).fill(other)]
  const { verdict } = latency.judge(parseObjective('p99(latency) < 250ms'), evidenceOf(ledger))
  expect(verdict).toBe(expected)
})

test('only the requests that were to start in the phase are judged', () => {
  const ledger = [
    ...Array(300).fill(answer(9, 'ok', 1_000)),
    ...Array(300).fill(answer(900, 'ok', 31_000)),
  ]
  const phases = [
    { phase: 'before', fromUs: 0, toUs: 30_000_000 },
    { phase: 'during', fromUs: 30_000_000, toUs: 60_000_000 },
  ] as const
  const verdictOf = (text: string) =>
    latency.judge(parseObjective(text), evidenceOf(ledger, { phases })).verdict
  expect(verdictOf('p99(latency) < 250ms before fault')).toBe('pass')
  expect(verdictOf('p99(latency) < 250ms during fault')).toBe('fail')
  expect(verdictOf('p99(latency) < 250ms after fault')).toBe('inconclusive')
})
