import { expect, test } from 'vitest'
import { errorBudgetJudge } from '../../../../sim/guards/error-budget.ts'

const budget = { badShareMax: 0.1, windowS: 3, requestsMin: 50 }

type Ended = { ok?: number; rejected?: number; failed?: number; unknown?: number; notSent?: number }

/** What is said of each second, the first being second `from`. */
function heard(seconds: readonly Ended[], from = 0): (string | undefined)[] {
  const judge = errorBudgetJudge(budget)
  return seconds.map((ended, index) =>
    judge.hear({
      second: from + index,
      offered: 0,
      ok: 0,
      rejected: 0,
      failed: 0,
      unknown: 0,
      notSent: 0,
      p99Ms: 0,
      pacerLatenessP99Ms: 0,
      ...ended,
    }),
  )
}

const tooMuch = expect.stringMatching(/had no good answer, more than 10 %$/)
const good = { ok: 100 }

test.each([
  ['a good load is within it', [good, good, good], [undefined, undefined, undefined]],
  ['exactly the share is within it', [{ ok: 90, failed: 10 }], [undefined]],
  ['failed requests count', [{ ok: 80, failed: 20 }], [tooMuch]],
  ['so do those of unknown outcome', [{ ok: 80, unknown: 20 }], [tooMuch]],
  ['so do those that were not sent', [{ ok: 80, notSent: 20 }], [tooMuch]],
  ['rejections count on neither side', [{ ok: 80, failed: 8, rejected: 900 }], [undefined]],
  ['a handful says nothing', [{ failed: 49 }], [undefined]],
  [
    'the window is a sum',
    [{ failed: 20 }, { failed: 20 }, { failed: 20 }],
    [undefined, undefined, tooMuch],
  ],
])('%s', (_case, seconds: Ended[], expected) => {
  expect(heard(seconds)).toEqual(expected)
})

test('a bad second is forgotten once it has left the window', () => {
  const bad = { ok: 50, failed: 50 }
  expect(heard([bad, good, good, good, { ok: 90, failed: 10 }])).toEqual([
    tooMuch,
    tooMuch,
    tooMuch,
    undefined,
    undefined,
  ])
})

test('the warm-up is not judged', () => {
  expect(heard([{ failed: 900 }, good], -1)).toEqual([undefined, undefined])
})

test('it says how much of what was bad', () => {
  expect(heard([{ ok: 700, failed: 200, unknown: 100 }])).toEqual([
    '30 % of the 1000 requests of the last 3 s had no good answer, more than 10 %',
  ])
})
