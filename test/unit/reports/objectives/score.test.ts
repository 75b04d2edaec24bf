import { expect, test } from 'vitest'
import { judgeObjectives } from '../../../../reports/objectives/judge.ts'
import { parseObjectives } from '../../../../reports/objectives/parse-objective.ts'
import { scoreOf } from '../../../../reports/objectives/weighed.ts'
import { type Answer, answer, evidenceOf } from '../evidence-of.ts'

/** 95 % good, p50 5 ms. */
const evidence = evidenceOf([
  ...Array<Answer>(950).fill(answer(5)),
  ...Array<Answer>(50).fill(answer(5, 'failed')),
])
const judge = (...texts: string[]) => judgeObjectives(parseObjectives(texts), evidence)
const held = 'p50(latency) < 10ms weight 3'
const missed = 'availability >= 99% weight 1'

test('without a score, an objective with a weight fails as any other', () => {
  const judgements = judge(held, missed)
  expect(judgements).toMatchObject([
    { verdict: 'pass', weight: 3 },
    { verdict: 'fail', weight: 1 },
  ])
  expect(scoreOf(judgements)).toMatchObject({ total: 4, missed: 1, percent: 75 })
})

test.each([
  ['score >= 75%', 'pass'],
  ['score > 75%', 'fail'],
  ['score >= 70% warn 80%', 'warn'],
])('%s is %s when three quarters of the weight hold', (line, verdict) => {
  // The line may stand anywhere.
  const [score, first, second] = judge(line, held, missed)
  expect(score).toMatchObject({ verdict, measured: 75, unit: '%', samples: 2 })
  expect(first).toMatchObject({ verdict: 'pass' })
  expect(second).toMatchObject({ verdict: 'warn', isOutside: true, measured: 95 })
  expect(second?.why).toContain('counts in the score')
})

test('an objective without a weight fails beside any score', () => {
  const [, , plain, score] = judge(held, missed, 'availability >= 98%', 'score >= 10%')
  expect(plain?.verdict).toBe('fail')
  expect(score).toMatchObject({ verdict: 'pass', measured: 75 })
})

test('a score of what cannot be told cannot be told', () => {
  const judgements = judge(held, 'p99(latency) < 10ms during fault weight 1', 'score >= 10%')
  expect(judgements.map(({ verdict }) => verdict)).toEqual(['pass', 'inconclusive', 'inconclusive'])
  expect(scoreOf(judgements)?.open).toBe('p99(latency) < 10ms during fault weight 1')
})

test('what is not claimed counts neither way', () => {
  const relative = 'p50(latency) < 110% of baseline run weight 5'
  const judgements = judge(held, missed, relative, 'score >= 75%')
  expect(judgements[2]?.verdict).toBe('not-claimed')
  expect(judgements[3]).toMatchObject({ verdict: 'pass', measured: 75, samples: 2 })
})

test('weights that are no binary fractions add up', () => {
  expect(
    scoreOf(judge('p50(latency) < 10ms weight 0.1', 'availability >= 99% weight 0.2')),
  ).toMatchObject({
    total: 0.3,
    missed: 0.2,
    percent: 33.3333333333,
  })
})
