import { expect, test } from 'vitest'
import { judgeObjective } from '../../../../reports/objectives/judge.ts'
import { parseObjective } from '../../../../reports/objectives/parse-objective.ts'
import { answer, evidenceOf, faultOfA } from '../evidence-of.ts'

/** A minute of ten requests a second, of which so many are bad in each second. */
function evidenceWith(badIn: (second: number) => number) {
  const answers = Array.from({ length: 600 }, (_, index) => {
    const second = Math.floor(index / 10)
    return answer(
      5,
      index % 10 < badIn(second) ? 'failed' : 'ok',
      second * 1_000 + (index % 10) * 90,
    )
  })
  return evidenceOf(answers, { faults: [faultOfA] })
}

const outage = (second: number) => (second >= 10 && second < 20 ? 10 : 0)
const flaky = (second: number) => (second % 6 === 0 ? 10 : 0)
const tenth = (second: number) => (second >= 10 && second < 20 ? 1 : 0)

test.each<[string, (second: number) => number, string, number]>([
  // Ten seconds of a minute are down, whether in one piece or in ten.
  ['uptime >= 83%', outage, 'pass', 83.333],
  ['uptime >= 84%', flaky, 'fail', 83.333],
  ['uptime >= 83%', tenth, 'pass', 83.333],
  ['windowed_uptime >= 50%', outage, 'fail', 0],
  ['windowed_uptime >= 80%', flaky, 'pass', 80],
  ['goodput >= 8', outage, 'pass', 8.333],
  ['goodput > 10', tenth, 'fail', 9.833],
  ['brownout <= 10s', outage, 'pass', 10_000],
  ['brownout < 1s', tenth, 'fail', 1_000],
  ['metastable = 0', outage, 'pass', 0],
  ['metastable = 0', (second) => (second >= 10 ? 10 : 0), 'fail', 1],
])('%s', (text, badIn, verdict, measured) => {
  const judged = judgeObjective(parseObjective(text), evidenceWith(badIn))
  expect(judged.verdict).toBe(verdict)
  expect(judged.measured).toBeCloseTo(measured, 2)
})

test('a fault that is healed at the end of the load shows no state that stays', () => {
  const evidence = { ...evidenceWith(outage), faults: [{ ...faultOfA, healedAtUs: 58_000_000 }] }
  expect(judgeObjective(parseObjective('metastable = 0'), evidence).verdict).toBe('inconclusive')
})
