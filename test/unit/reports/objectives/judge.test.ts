import { expect, test } from 'vitest'
import type { Evidence } from '../../../../reports/evidence.ts'
import { judgeObjective } from '../../../../reports/objectives/judge.ts'
import { parseObjective } from '../../../../reports/objectives/parse-objective.ts'
import { measures } from '../../../../reports/objectives/registry.ts'
import { type Answer, answer, evidenceOf, faultOfA } from '../evidence-of.ts'

const judge = (text: string, evidence: Evidence) => judgeObjective(parseObjective(text), evidence)
const times = (count: number, one: Answer) => Array<Answer>(count).fill(one)

test.each(measures.flatMap(({ examples }) => [...examples]))(
  'without any data, "%s" does not pass',
  (text) => {
    const evidence = evidenceOf([], { configuration: { published: 1, instances: [] } })
    expect(judge(text, evidence).verdict).toBe('inconclusive')
  },
)

test.each([
  ['too few to claim 99 %', 298, 0, 0, 'inconclusive'],
  ['all good', 299, 0, 0, 'pass'],
  ['exactly the target', 297, 3, 0, 'pass'],
  ['below the target', 296, 4, 0, 'fail'],
  ['rejected requests are not valid ones', 297, 3, 500, 'pass'],
])('availability >= 99%%: %s', (_case, ok, unknown, rejected, expected) => {
  const ledger = [
    ...times(ok, answer(5)),
    ...times(unknown, answer(5, 'unknown')),
    ...times(rejected, answer(5, 'rejected')),
  ]
  expect(judge('availability >= 99%', evidenceOf(ledger)).verdict).toBe(expected)
})

test.each([
  ['lost(requests) <= 2%', 98, 2, 'pass', 2],
  ['lost(requests) <= 2%', 97, 3, 'fail', 3],
  ['lost(requests) <= 2', 998, 2, 'pass', 2],
  ['lost(requests) = 0', 998, 2, 'fail', 2],
])('%s: %i good and %i failed', (text, ok, failed, verdict, measured) => {
  const ledger = [...times(ok, answer(5)), ...times(failed, answer(5, 'failed'))]
  expect(judge(text, evidenceOf(ledger))).toMatchObject({ verdict, measured })
})

test.each([
  ['lost(requests) <= 2% warn 1%', 99, 1, 'pass'],
  ['lost(requests) <= 2% warn 1%', 98, 2, 'warn'],
  ['lost(requests) <= 2% warn 1%', 97, 3, 'fail'],
  ['availability >= 90% warn 99%', 100, 0, 'pass'],
  ['availability >= 90% warn 99%', 95, 5, 'warn'],
  ['availability >= 90% warn 99%', 89, 11, 'fail'],
])('%s: %i good and %i failed is %s', (text, ok, failed, verdict) => {
  const ledger = [...times(ok, answer(5)), ...times(failed, answer(5, 'failed'))]
  expect(judge(text, evidenceOf(ledger)).verdict).toBe(verdict)
})

test.each([
  ['amplification <= 1.2', 1, 'pass', 1.2],
  ['amplification < 1.2', 1, 'fail', 1.2],
  ['amplification <= 1.2', 2, 'fail', 1.4],
  ['amplification <= 1.4 before fault', 2, 'pass', 1.4],
])('%s when one request in five has %i more attempts', (text, more, verdict, measured) => {
  const ledger = [...times(80, answer(5)), ...times(20, { ...answer(5), attempts: 1 + more })]
  expect(judge(text, evidenceOf(ledger))).toMatchObject({ verdict, measured })
})

test.each([
  ['share >= 39% for zone a', 'pass', 40],
  ['share >= 41% before fault for zone a', 'fail', 40],
  ['share < 10% for zone nowhere', 'inconclusive', undefined],
])(
  '%s of 100 requests, 40 of them answered in zone a and 10 nowhere',
  (text, verdict, measured) => {
    const ledger = [
      ...times(40, { ...answer(5), zone: 'a' }),
      ...times(50, { ...answer(5), zone: 'b' }),
      ...times(10, answer(5, 'unknown')),
    ]
    const judgement = judge(text, evidenceOf(ledger))
    expect(judgement.verdict).toBe(verdict)
    expect(judgement.measured).toBe(measured)
  },
)

test.each([
  ['units <= 4', 'pass'],
  ['units <= 3', 'fail'],
])('%s when the service was scaled from 2 to 4 and back', (text, verdict) => {
  const judgement = judge(text, evidenceOf([], { unitCounts: [2, 4, 2] }))
  expect(judgement).toMatchObject({ verdict, measured: 4 })
})

test.each([
  ['availability >= 90% for zone a', 'pass', 400],
  ['availability >= 90% for zone b', 'fail', 400],
  ['availability >= 90%', 'fail', 1_000],
  ['p90(latency) < 10ms for zone a', 'pass', 400],
  ['p90(latency) < 10ms for zone b', 'fail', 400],
  ['amplification <= 1 for zone a', 'pass', 400],
  ['lost(requests) = 0 for zone a before fault', undefined, 0],
  ['lost(requests) = 0 before fault for zone a', 'pass', 400],
] as const)('%s is about those requests alone', (text, verdict, samples) => {
  const ledger = [
    ...times(400, { ...answer(5), zone: 'a' }),
    ...times(300, { ...answer(5), zone: 'b', attempts: 2 }),
    ...times(100, { ...answer(5, 'unknown'), zone: 'b' }),
    // They came to no zone.
    ...times(200, answer(5, 'unknown')),
  ]
  if (verdict === undefined)
    expect(() => judge(text, evidenceOf(ledger))).toThrow('end of the line')
  else expect(judge(text, evidenceOf(ledger))).toMatchObject({ verdict, samples })
})

test('a part that no request was of is inconclusive, and says what there was', () => {
  const ledger = times(400, { ...answer(5), zone: 'a' })
  for (const part of ['zone c', 'population batch']) {
    expect(judge(`availability >= 90% for ${part}`, evidenceOf(ledger))).toMatchObject({
      verdict: 'inconclusive',
      why: expect.stringMatching(new RegExp(`no request was of ${part}; there were (a|none)`)),
    })
  }
})

test('rejected requests are a share of the offered', () => {
  const ledger = [...times(90, answer(5)), ...times(10, answer(1, 'rejected'))]
  expect(judge('rejected <= 10%', evidenceOf(ledger))).toMatchObject({ verdict: 'pass', margin: 0 })
  expect(judge('rejected < 10%', evidenceOf(ledger)).verdict).toBe('fail')
})

test.each([
  ['all serve the published one', [2, 2], [0, 0], 'pass', 0],
  ['one is two behind', [2, 4], [0, 0], 'fail', 2],
  ['one stepped back on its way', [4, 4], [3, 0], 'fail', 1],
])('lost(config) = 0: %s', (_case, served, steppedBack, verdict, measured) => {
  const instances = served.map((revision, index) => ({
    instance: `i${index}`,
    served: revision,
    steppedBack: steppedBack[index] ?? 0,
  }))
  const configuration = { published: Math.max(...served), instances }
  const evidence = evidenceOf([], { configuration })
  expect(judge('lost(config) = 0', evidence)).toMatchObject({ verdict, measured })
})

test.each([
  ['in time', 14_000_000, 'pass', 4_000],
  ['before the proof is at once', 9_900_000, 'pass', 0],
  ['too late', 15_500_000, 'fail', 5_500],
  ['never', undefined, 'fail', Number.POSITIVE_INFINITY],
])('detection < 5s: %s', (_case, detectedAtUs, verdict, measured) => {
  const fault = detectedAtUs === undefined ? faultOfA : { ...faultOfA, detectedAtUs }
  const evidence = evidenceOf([], { faults: [fault] })
  expect(judge('detection < 5s', evidence)).toMatchObject({ verdict, measured })
})

test('a fault that was not proven has neither detection nor recovery', () => {
  const { provenAtUs: _proven, ...unproven } = faultOfA
  const evidence = evidenceOf(times(300, answer(5)), { faults: [unproven] })
  expect(judge('detection < 5s', evidence).verdict).toBe('inconclusive')
  expect(judge('recovery < 5s', evidence).verdict).toBe('inconclusive')
})

const use = {
  region: 'westeurope',
  counter: 'rate-limit',
  keyHash: 'ab',
  limit: 100,
  allowed: 100,
  windowMs: 1_000,
  admitted: 500,
  rejected: 20,
  admittedMaxAtUs: 0,
  bound: 120,
  terms: {
    holders: 6,
    groups: 1,
    lagMs: 200,
    lagCalls: 14,
    crashes: 0,
    crashCalls: 0,
    coldRestarts: 0,
    resets: 0,
  },
}

test.each([
  ['over_admission <= bound', 120, 20, 'pass'],
  ['over_admission <= bound', 121, 20, 'fail'],
  ['over_admission <= 5%', 105, 20, 'pass'],
  ['over_admission <= 5%', 106, 20, 'fail'],
  ['over_admission <= bound', 99, 0, 'inconclusive'],
])('%s: %i admitted in a window, %i rejected', (text, admittedMax, rejected, expected) => {
  const evidence = evidenceOf([], { limits: [{ ...use, admittedMax, rejected }] })
  expect(judge(text, evidence).verdict).toBe(expected)
})

test.each([
  ['over_admission <= 5%', 205, 'pass'],
  ['over_admission <= 5%', 206, 'fail'],
])('%s: %i admitted of a bucket that refills', (text, admittedMax, expected) => {
  const limits = [{ ...use, allowed: 200, admittedMax, rejected: 20 }]
  const { verdict, why } = judge(text, evidenceOf([], { limits }))
  expect(verdict).toBe(expected)
  expect(why).toContain('limit 100 and as many that flow back')
})

test.each([
  ['over_admission <= bound', 'pass', 'admitted 105'],
  ['over_admission <= 50%', 'fail', 'admitted 190'],
])('%s, where a fuller window has a wider bound', (text, expected, words) => {
  const fullest = { admitted: 190, bound: 240, groups: 2 }
  const limits = [{ ...use, admittedMax: 105, rejected: 20, fullest }]
  const { verdict, why } = judge(text, evidenceOf([], { limits }))
  expect(verdict).toBe(expected)
  expect(why).toContain(words)
})
