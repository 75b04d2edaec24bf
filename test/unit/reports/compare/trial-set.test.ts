import { expect, test } from 'vitest'
import { trialSetOf } from '../../../../reports/compare/trial-set.ts'
import type { Summary } from '../../../../reports/summary.ts'

type Measured = Summary['objectives'][number]['measured']

const trial = (verdict: Summary['verdict'], measured: Measured): Summary => {
  const objective = {
    objective: 'recovery < 10s',
    measure: 'recovery',
    unit: 'ms',
    verdict: verdict === 'pass' ? 'pass' : 'fail',
    measured,
  }
  const partial = { verdict, why: `because ${verdict}`, objectives: [objective] }
  return partial as unknown as Summary
}

test.each([
  [['pass', 'pass'], 'pass', 'All of 2 trials passed.'],
  [['pass', 'fail', 'fail'], 'fail', '2 of 3 trials: fail. The first one: because fail'],
  [
    ['pass', 'inconclusive'],
    'inconclusive',
    '1 of 2 trials: inconclusive. The first one: because inconclusive',
  ],
  [['fail', 'aborted'], 'aborted', '1 of 2 trials: aborted. The first one: because aborted'],
] as const)('%j is together %s', (verdicts, verdict, why) => {
  expect(trialSetOf(verdicts.map((own) => trial(own, 1)))).toMatchObject({ verdict, why, verdicts })
})

test.each([
  ['alike', [1_000, 1_020, 980], { median: 1_000, low: 980, high: 1_020, isErratic: false }],
  ['far apart', [100, 1_000, 3_000], { median: 1_000, isErratic: true }],
  [
    'once infinite',
    [1_000, 'infinite', 1_000],
    { median: 1_000, high: Number.POSITIVE_INFINITY, isErratic: true },
  ],
] as const)('what trials measured, %s', (_what, values, expected) => {
  const [row] = trialSetOf(values.map((value) => trial('pass', value))).objectives
  expect(row).toMatchObject({ passed: 3, trials: 3, ...expected })
})

test('an objective that no trial could measure has no median', () => {
  expect(trialSetOf([trial('inconclusive', undefined)]).objectives).toEqual([
    {
      objective: 'recovery < 10s',
      measure: 'recovery',
      unit: 'ms',
      passed: 0,
      trials: 1,
      isErratic: false,
    },
  ])
})
