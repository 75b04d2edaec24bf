import { expect, test } from 'vitest'
import { runSuite, type SuiteWork } from '../../../../cli/suite/run-suite.ts'
import type { SuiteDocument } from '../../../../reports/suite/suite-document.ts'
import type { Summary } from '../../../../reports/summary.ts'
import type { VerdictName } from '../../../../reports/verdict.ts'
import { drillOf, suiteOf, suiteWith, summaryOf } from '../../reports/suite/made-up-suite.ts'

const breaks = ['availability >= 99%']
const right = (verdict: VerdictName) => summaryOf(verdict, verdict === 'fail' ? breaks : [])

/** A world in which each run takes 50 s, unless said otherwise, and comes to the next of these. */
function workOf(
  answers: readonly (Summary | Error)[],
  more: Partial<SuiteWork> = {},
  tookMs = 50_000,
) {
  const ran: string[] = []
  const said: string[] = []
  const kept: SuiteDocument[] = []
  let nowMs = 0
  const work: SuiteWork = {
    run(_drill, _run, folder) {
      const answer = answers[ran.length]
      ran.push(folder)
      nowMs += tookMs
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('too many')
      return Promise.resolve(answer)
    },
    failed: (error) => String(error),
    isTaken: (folder) => ran.includes(folder),
    keep: (document) => kept.push(document),
    say: (line) => said.push(line),
    nowMs: () => nowMs,
    signal: new AbortController().signal,
    keepGoing: true,
    ...more,
  }
  return { work, ran, said, kept }
}

const suite = suiteOf([drillOf('zone-down'), drillOf('alone')])

test('runs each drill and its twin, says what is left, and keeps what there is after each', async () => {
  const { work, said, kept, ran } = workOf(
    ['pass', 'fail', 'pass', 'fail'].map((one) => right(one as VerdictName)),
  )
  const ended = await runSuite(suite, work)
  expect(ended).toMatchObject({ verdict: 'pass', exitCode: 0 })
  expect(ran).toEqual([
    'zone-down-seed1',
    'zone-down-twin-seed1',
    'alone-seed1',
    'alone-twin-seed1',
  ])
  expect(said.slice(0, 2)).toEqual([
    '1/4  zone-down: expects pass, about 50 s',
    '1/4  zone-down: pass after 50 s, as expected; 3 left, about 3 min',
  ])
  expect(said.at(-1)).toBe('4/4  alone (twin): fail after 50 s, as expected; none left')
  expect(kept.map(({ counts }) => counts.left)).toEqual([3, 2, 1, 0, 0])
})

test('a run that decided nothing on a busy machine is run once more, and only once', async () => {
  const busy = summaryOf('inconclusive', [], true)
  const { work, ran } = workOf([busy, right('pass'), busy, busy, right('pass'), right('fail')])
  const ended = await runSuite(suite, work)
  expect(ran.slice(0, 4)).toEqual([
    'zone-down-seed1',
    'zone-down-seed1-2',
    'zone-down-twin-seed1',
    'zone-down-twin-seed1-2',
  ])
  expect(ended.runs[0]?.outcome).toMatchObject({ verdict: 'pass', earlier: ['zone-down-seed1'] })
  expect(ended).toMatchObject({ exitCode: 3, counts: { undecided: 1, asExpected: 3 } })
})

test('a world that does not come up twice decides nothing, and the suite goes on', async () => {
  const down = new Error('no world')
  const { work } = workOf([down, down, right('fail'), right('pass'), right('fail')])
  const { runs, exitCode } = await runSuite(suite, work)
  expect(runs[0]?.outcome).toMatchObject({ verdict: 'inconclusive', why: 'Error: no world' })
  expect(runs[0]?.outcome?.report).toBeUndefined()
  expect(exitCode).toBe(3)
})

test('without keeping going it ends at the first verdict that is not the right one', async () => {
  const { work, ran } = workOf([right('pass'), right('pass')], { keepGoing: false })
  const ended = await runSuite(suite, work)
  expect(ran).toHaveLength(2)
  expect(ended).toMatchObject({ exitCode: 1, counts: { otherwise: 1, left: 2 } })
})

test('with keeping going a verdict that is not the right one ends nothing', async () => {
  const { work, ran } = workOf([right('pass'), right('pass'), right('pass'), right('fail')])
  const ended = await runSuite(suite, work)
  expect(ran).toHaveLength(4)
  expect(ended).toMatchObject({ exitCode: 1, counts: { otherwise: 1, left: 0 } })
})

test('what is left is told by the pace so far', async () => {
  const twiceAsLong = workOf([right('pass'), right('fail')], {}, 100_000)
  await runSuite(suiteOf([drillOf('zone-down')]), twiceAsLong.work)
  expect(twiceAsLong.said[1]).toMatch(/pass after 2 min.*; 1 left, about 2 min$/)
})

test('an interrupted run is not begun once more, however busy the machine was', async () => {
  const interrupt = new AbortController()
  const { work, ran } = workOf([summaryOf('inconclusive', [], true)], { signal: interrupt.signal })
  const { run } = work
  await runSuite(suite, {
    ...work,
    run: (...words) => {
      interrupt.abort()
      return run(...words)
    },
  })
  expect(ran).toEqual(['zone-down-seed1'])
})

test('an interruption leaves what there is, and going on runs only the rest', async () => {
  const interrupt = new AbortController()
  const first = workOf([right('pass'), summaryOf('aborted')], { signal: interrupt.signal })
  const inner = first.work.run
  const work: SuiteWork = {
    ...first.work,
    run: (drill, run, folder) => {
      if (first.ran.length === 1) interrupt.abort()
      return inner(drill, run, folder)
    },
  }
  const partial = await runSuite(suite, work)
  expect(partial).toMatchObject({ verdict: 'aborted', exitCode: 4, counts: { left: 2 } })
  const second = workOf([right('fail'), right('pass'), right('fail')])
  const ended = await runSuite(partial, {
    ...second.work,
    isTaken: (folder) => [...first.ran, ...second.ran].includes(folder),
  })
  expect(second.ran).toEqual(['zone-down-twin-seed1-2', 'alone-seed1', 'alone-twin-seed1'])
  expect(ended).toMatchObject({ verdict: 'pass', exitCode: 0, isInterrupted: false })
  expect(second.said[1]).toBe(
    '2/4  zone-down (twin): fail after 50 s, as expected; 2 left, about 2 min',
  )
})

test('a suite that has ended is not run again', async () => {
  const { work, ran } = workOf([])
  const ended = suiteWith(suite, ['pass', 'fail', 'pass', 'fail'])
  expect(await runSuite(ended, work)).toEqual(ended)
  expect(ran).toEqual([])
})
