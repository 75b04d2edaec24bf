import { expect, test } from 'vitest'
import { judgeRun } from '../../../../reports/suite/judge-suite.ts'
import { outcomeOf, wasBusy } from '../../../../reports/suite/outcome-of.ts'
import type { VerdictName } from '../../../../reports/verdict.ts'
import { drillOf, suiteOf, suiteWith, summaryOf } from './made-up-suite.ts'

const suite = suiteOf([drillOf('zone-down'), drillOf('alone', 'fail')])

test.each<[string, readonly VerdictName[], VerdictName, number]>([
  ['every drill and twin has its verdict', ['pass', 'fail', 'fail', 'pass'], 'pass', 0],
  ['a drill fails that should not', ['fail', 'fail', 'fail', 'pass'], 'fail', 1],
  ['a twin passes, so that its drill shows nothing', ['pass', 'pass', 'fail', 'pass'], 'fail', 1],
  ['a drill passes where users are said to be hurt', ['pass', 'fail', 'pass', 'pass'], 'fail', 1],
  ['one decides nothing', ['pass', 'inconclusive', 'fail', 'pass'], 'inconclusive', 3],
  ['a guard ends one', ['pass', 'aborted', 'fail', 'pass'], 'inconclusive', 3],
  ['one is wrong and one decides nothing', ['fail', 'inconclusive', 'fail', 'pass'], 'fail', 1],
  ['some have not run', ['pass', 'fail'], 'inconclusive', 3],
])('%s: %j is %s', (_case, verdicts, verdict, exitCode) => {
  expect(suiteWith(suite, verdicts)).toMatchObject({ verdict, exitCode })
})

test('a twin that fails for something else than the claim says has not shown it', () => {
  const judged = suiteWith(suite, ['pass', 'fail', 'fail', 'pass'], ['p99(latency) < 250ms'])
  expect(judged.counts).toMatchObject({ asExpected: 2, otherwise: 2 })
  expect(judged.runs[1]?.outcome?.resultWhy).toMatch(/not where the claim says \(availability/)
})

test('one of what the claim says to break is enough', () => {
  const { claim } = drillOf('zone-down')
  const both = claim && { ...claim, breaks: [...claim.breaks, 'recovery < 10s'] }
  const failed = { verdict: 'fail' as const, why: 'It failed.', broken: ['recovery < 10s'] }
  expect(judgeRun({ expected: 'fail' }, failed, both).result).toBe('as-expected')
})

test('a required check that is broken is among what a run breaks', () => {
  const check = {
    name: 'rate.over-admission',
    verdict: 'broken' as const,
    isRequired: true,
    claim: '',
    bound: '',
    why: '',
    samples: 9,
  }
  const summary = { ...summaryOf('fail', ['recovery < 10s']), checks: [check] }
  const where = { folder: 'f', earlier: [], tookS: 1 }
  const { broken } = outcomeOf({ expected: 'fail' }, undefined, summary, where)
  expect(broken).toEqual(['recovery < 10s', 'rate.over-admission'])
})

test.each([
  ['the longest of several', [1_250, 9_000, 300], 9_000],
  ['never, when one never ended', [1_250, 'infinite' as const], 'infinite'],
])('a run is said to recover after %s', (_case, recoveries, expected) => {
  const summary = summaryOf('pass')
  const faults = recoveries.flatMap((recoveryMs) =>
    summary.faults.map((fault) => ({ ...fault, recoveryMs })),
  )
  const where = { folder: 'f', earlier: [], tookS: 1 }
  const { seen } = outcomeOf({ expected: 'pass' }, undefined, { ...summary, faults }, where)
  expect(seen?.recoveryMs).toBe(expected)
})

test('what ended before an interruption is counted, and what is left is named', () => {
  const { why, counts } = suiteWith({ ...suite, isInterrupted: true }, ['pass', 'fail'])
  expect(counts).toEqual({ planned: 4, asExpected: 2, otherwise: 0, undecided: 0, left: 2 })
  expect(why).toBe(
    'It was interrupted. 2 of 4 runs had the verdict that their claims expect. 2 did not run.',
  )
  expect(suiteWith({ ...suite, isInterrupted: true }, ['fail']).exitCode).toBe(4)
})

test.each<[string, readonly VerdictName[], string]>([
  ['all came as expected', ['pass', 'fail', 'fail', 'pass'], 'held'],
  ['a twin did not turn', ['pass', 'pass', 'fail', 'pass'], 'broken'],
  ['one decided nothing', ['pass', 'inconclusive', 'fail', 'pass'], 'undecided'],
  ['not all have run', ['pass'], 'undecided'],
])('an item of the checklist is covered by its drills: %s', (_case, verdicts, state) => {
  const { checklist } = suiteWith(suite, verdicts)
  const byCode = Object.fromEntries(checklist.map((item) => [item.code, item.state]))
  expect(byCode).toMatchObject({ 'RE:05': state, 'APIM zones': state })
  // Drills say nothing of these, whatever they come to.
  expect(byCode).toMatchObject({ 'RE:01': 'not-covered', 'APIM metrics': 'not-covered' })
})

test('a run is tried again when the machine was busy, and not when its fault did not bite', () => {
  expect(wasBusy(summaryOf('inconclusive', [], true))).toBe(true)
  expect(wasBusy(summaryOf('inconclusive'))).toBe(false)
  expect(wasBusy(summaryOf('fail', [], true))).toBe(false)
  const burst = summaryOf('inconclusive')
  const machineUse = {
    processors: 2,
    busyShare: 0.6,
    otherShare: 0.1,
    explains: ['recovery < 10s'],
  }
  expect(wasBusy({ ...burst, harness: { ...burst.harness, machineUse } })).toBe(true)
})
