import { expect, test } from 'vitest'
import { latenessBoundMs } from '../../../../reports/lateness.ts'
import { judgeObjective } from '../../../../reports/objectives/judge.ts'
import type { BaselineValue } from '../../../../reports/objectives/judge-relative.ts'
import { parseObjective } from '../../../../reports/objectives/parse-objective.ts'
import { type Answer, answer, evidenceOf } from '../evidence-of.ts'

/** So many requests of 1, 2, 3, ... ms, over and over. */
const spread = (count: number, mostMs: number) =>
  Array.from({ length: count }, (_, index) => answer((index % mostMs) + 1))

function judge(
  text: string,
  answers: readonly Answer[],
  value: BaselineValue | { readonly why: string } | undefined,
) {
  const baseline = value === undefined ? new Map() : new Map([[text, value]])
  return judgeObjective(parseObjective(text), evidenceOf(answers, { baseline }))
}

const of = (measured: number, low = measured, high = measured): BaselineValue => ({
  measured,
  interval: { low, high },
  runs: 1,
})

const line = 'p90(latency) <= 110% of baseline run'

test.each([
  // 10,000 samples of 1 to 100 ms: p90 is 90 ms, 90 to 90 ms and a rank of 100 beside it.
  ['as the baseline was', of(90), 'pass', 99],
  ['at the limit', of(90 / 1.1), 'pass', 90],
  ['surely above', of(70, 69, 71), 'fail', 77],
  ['above, by less than the baseline itself varies', of(80, 72, 90), 'inconclusive', 88],
  ['above by little, when both are sure', of(81.5), 'fail', 89.65],
  ['above a baseline whose bounds nobody knows', { measured: 70, runs: 1 }, 'fail', 77],
  ['far above a baseline without any upper bound', of(10, 9, Infinity), 'inconclusive', 11],
])('p90 at most 110 %% of a baseline run, %s', (_case, value, verdict, limit) => {
  const judgement = judge(line, spread(10_000, 100), value)
  expect(judgement).toMatchObject({ verdict, measured: 90, baseline: value })
  expect(judgement.limit).toBeCloseTo(limit, 9)
  if (verdict === 'inconclusive') expect(judgement.why).toContain('by chance')
})

test.each([
  ['too few samples of this run', spread(20, 10), of(9), 'inconclusive', '20 samples are too few'],
  ['no good answer', Array(100).fill(answer(5, 'failed')), of(9), 'fail', '100 samples'],
  [
    'a baseline that cannot tell',
    spread(500, 10),
    { why: '3 samples' },
    'inconclusive',
    '3 samples',
  ],
  ['no value of the baseline', spread(500, 10), undefined, 'not-claimed', 'other objectives'],
])('with %s', (_case, answers, value, verdict, why) => {
  const judgement = judge(line, answers, value)
  expect(judgement.verdict).toBe(verdict)
  expect(judgement.why).toContain(why)
})

test('requests may start as late as without it: the baseline measured its own lateness, too', () => {
  const judgement = judge(line, spread(500, 10), of(9))
  expect(judgement.limit).toBeCloseTo(9.9, 9)
  expect(latenessBoundMs([judgement])).toBe(latenessBoundMs([]))
})

test('without a baseline run it is not claimed, which is no pass', () => {
  const evidence = evidenceOf(spread(500, 10))
  expect(judgeObjective(parseObjective(`${line} warn 105%`), evidence)).toEqual({
    objective: `${line} warn 105%`,
    measure: 'latency',
    verdict: 'not-claimed',
    unit: 'count',
    samples: 0,
    why: 'no baseline run was given',
  })
})

test.each([
  // 990 of 1000: 99 %, 98.35 % to 99.39 %.
  ['availability >= 99.9% of baseline run', of(99.05, 99, 99.1), 'pass'],
  ['availability >= 99.9% of baseline run', of(99.2, 98.9, 99.5), 'inconclusive'],
  ['availability >= 99.9% of baseline run', of(99.8, 99.7, 99.9), 'fail'],
  ['availability >= 99% of baseline run warn 99.95%', of(99.2), 'warn'],
  ['lost(requests) <= 200% of baseline run', of(0.5, 0.4, 0.6), 'pass'],
  ['lost(requests) <= 200% of baseline run', of(0, 0, 0.01), 'fail'],
  ['lost(requests) <= 200% of baseline run', of(0, 0, 1), 'inconclusive'],
  // It has no interval here: one value is held against the other.
  ['goodput >= 90% of baseline run', { measured: 1_101, runs: 1 }, 'fail'],
  ['goodput >= 90% of baseline run', { measured: 1_100, runs: 1 }, 'pass'],
] as const)('%s: %o is %s', (text, value, verdict) => {
  const answers = Array.from({ length: 1_000 }, (_, index) =>
    answer(5, index < 10 ? 'failed' : 'ok', index * 0.9),
  )
  expect(judge(text, answers, value).verdict).toBe(verdict)
})
