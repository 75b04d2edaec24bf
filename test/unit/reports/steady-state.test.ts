import { expect, test } from 'vitest'
import type { DrillEvent } from '../../../ledger/events.ts'
import { steadyStatesOf, steadyTextOf } from '../../../reports/steady-state.ts'
import { answer, evidenceOf } from './evidence-of.ts'

const told = (detail: unknown): DrillEvent => ({
  atUs: 1,
  kind: 'steady-state',
  source: 'controller',
  detail,
})
const before = told({ when: 'before', isSteady: true })
const silent = evidenceOf([])

test.each([
  ['it never was', [], /^The world was never steady/],
  ['nobody looked again', [before], /ended before anybody could look again/],
  [
    'it came back',
    [before, told({ when: 'after', isSteady: true, tookMs: 310, unsteady: [] })],
    'The world was steady before, and again 0.3 s after the load.',
  ],
  [
    'it did not',
    [before, told({ when: 'after', isSteady: false, tookMs: 10_000, unsteady: ['a is out'] })],
    'The world was steady before, and not again after the load: a is out.',
  ],
  [
    'an older run does not say how long it took',
    [before, told({ when: 'after', isSteady: true })],
    'The world was steady before, and again after the load.',
  ],
  ['a line that cannot be read says nothing', [told('?')], /never steady/],
])('%s', (_case, events, text) => {
  expect(steadyTextOf(steadyStatesOf(events, silent))).toMatch(text)
})

test('users are compared too, phase by phase; too few say nothing', () => {
  const answers = [
    ...Array.from({ length: 400 }, (_, atMs) => answer(9, 'ok', atMs)),
    answer(9, 'rejected', 500),
    ...Array.from({ length: 10 }, (_, index) => answer(9, index < 5 ? 'ok' : 'failed', 40_000)),
  ]
  const evidence = evidenceOf(answers, {
    phases: [
      { phase: 'before', fromUs: 0, toUs: 10_000_000 },
      { phase: 'after', fromUs: 30_000_000, toUs: 60_000_000 },
    ],
  })
  const [first, last] = steadyStatesOf([before], evidence)
  expect(first).toMatchObject({ when: 'before', isSteady: true, goodShare: 1, p99Ms: 9 })
  expect(last).toEqual({ when: 'after', unsteady: [], goodShare: 0.5 })
})
