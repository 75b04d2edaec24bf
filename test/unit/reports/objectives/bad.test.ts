import { expect, test } from 'vitest'
import { judgeObjectives } from '../../../../reports/objectives/judge.ts'
import type { Judgement } from '../../../../reports/objectives/objective.ts'
import { parseObjectives } from '../../../../reports/objectives/parse-objective.ts'
import { answer, evidenceOf, faultOfA } from '../evidence-of.ts'

/** A hundred answers a second for a minute; in seconds 12 and 18 every second one is slow and lost. */
const answers = Array.from({ length: 6_000 }, (_, index) => {
  const isBad = [12, 18].includes(Math.floor(index / 100)) && index % 2 === 0
  return answer(isBad ? 900 : 9, isBad ? 'failed' : 'ok', index * 10)
})
const evidence = evidenceOf(answers, { faults: [faultOfA] })

function badOf(line: string): Judgement['bad'] {
  return judgeObjectives(parseObjectives([line]), evidence)[0]?.bad
}

test.each([
  ['p99(latency) < 250ms', 0.01],
  ['p90(latency) < 250ms', 0.1],
  ['availability >= 99%', 0.01],
  ['lost(requests) <= 2%', 0.02],
  ['lost(requests) <= 30', 0.005],
  ['brownout < 600ms', 0.01],
  ['budget_used(99%) <= 50%', 0.005],
])('%s says how much was bad, and how much may be', (line, allowedShare) => {
  const bad = badOf(line)
  if (bad === undefined || 'spans' in bad) return expect.unreachable()
  expect(bad.share).toBeCloseTo(100 / 6_000, 6)
  expect(bad.allowedShare).toBeCloseTo(allowedShare, 6)
})

test('uptime counts seconds', () => {
  const bad = badOf('uptime >= 98%')
  if (bad === undefined || 'spans' in bad) return expect.unreachable()
  expect(bad.share).toBeCloseTo(2 / 60, 6)
  expect(bad.allowedShare).toBeCloseTo(0.02, 6)
})

test('a recovery names the bad slices that ended past its limit', () => {
  expect(badOf('recovery < 5s')).toEqual({ spans: [{ fromUs: 18_000_000, toUs: 19_000_000 }] })
})

test('what no want of processors explains says nothing', () => {
  expect(badOf('lost(config) = 0')).toBeUndefined()
  expect(badOf('rejected = 0')).toBeUndefined()
  expect(badOf('detection < 5s')).toBeUndefined()
})
