import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { burnOf } from '../../../../reports/slo/burn-rate.ts'
import { judgeSlos } from '../../../../reports/slo/judge-slos.ts'
import { RunStore } from '../../../../reports/store/store.ts'
import { type Slo, sloSchema } from '../../../../scenarios/slo/schema.ts'
import { clientBase, manifest, second, writeRun } from '../run-folder.ts'

let folder: string
let store: RunStore

/** 40 s of 100 requests/s; in seconds 12 to 15 half of them get no answer, the others take 20 ms. */
beforeAll(async () => {
  const client = Array.from({ length: 4_000 }, (_, index) => {
    const intendedAtUs = manifest.loadStartUs + index * 10_000
    const isBad = index >= 1_200 && index < 1_600 && index % 2 === 0
    const end = intendedAtUs + (isBad ? second : 20_000)
    return {
      ...clientBase,
      requestId: index + 1,
      population: index % 4 === 0 ? 'batch' : 'people',
      intendedAtUs,
      firedAtUs: intendedAtUs,
      dispatchedAtUs: intendedAtUs,
      endedAtUs: end,
      ...(isBad ? { outcome: 'unknown' as const, failure: 'deadline' as const, status: 0 } : {}),
    }
  })
  folder = writeRun({
    manifest: { ...manifest, faults: [] },
    events: [],
    client: { 'load-1': client },
  })
  store = await RunStore.open(folder)
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

type Rest = Partial<Omit<Slo, 'objectives'>>

const sloOf = (objective: unknown, rest: Rest = {}): Slo =>
  sloSchema.parse({
    name: 'orders',
    title: 'orders',
    where: 'slo.yaml:1',
    windowS: 40,
    method: 'Occurrences',
    alerts: [],
    ...rest,
    objectives: [Object.assign({ title: 'orders', indicator: good }, objective)],
  })

const good = { kind: 'ratio', good: { outcome: 'ok' }, total: {} }
const bad = { kind: 'ratio', bad: { outcome: 'unknown' }, total: {} }
const below = { kind: 'ratio', good: { latencyBelowMs: 50 }, total: {} }
const p90 = { kind: 'threshold', threshold: { measure: 'latency', quantile: 0.9 } }

test.each([
  // 200 of 4000 are bad.
  ['good requests', { target: 0.95 }, {}, 'pass', 95],
  ['the same by bad ones', { target: 0.95, indicator: bad }, {}, 'pass', 95],
  ['the same by a latency', { target: 0.95, indicator: below }, {}, 'pass', 95],
  ['a target that is missed', { target: 0.96 }, {}, 'fail', 95],
  [
    'those of one population',
    { target: 0.9, indicator: { ...good, total: { population: 'people' } } },
    {},
    'pass',
    (1 - 100 / 3_000) * 100,
  ],
  [
    'each second',
    { target: 0.9, timeSliceTarget: 0.99, timeSliceWindowS: 1 },
    { method: 'Timeslices' },
    'pass',
    90,
  ],
  [
    'each second, strictly',
    { target: 0.91, timeSliceTarget: 0.99, timeSliceWindowS: 1 },
    { method: 'Timeslices' },
    'fail',
    90,
  ],
  [
    'slices of four seconds',
    { target: 0.9, timeSliceTarget: 0.99, timeSliceWindowS: 4 },
    { method: 'Timeslices' },
    'pass',
    90,
  ],
  [
    'the mean of slices',
    { target: 0.95, timeSliceWindowS: 1 },
    { method: 'RatioTimeslices' },
    'pass',
    95,
  ],
  [
    'a quantile of each second',
    { target: 0.9, indicator: p90, op: 'lt', value: 50, timeSliceWindowS: 1 },
    { method: 'Timeslices' },
    'pass',
    90,
  ],
  [
    'each request against a latency',
    { target: 0.9, indicator: p90, op: 'lte', value: 20 },
    {},
    'pass',
    95,
  ],
] as const)('%s', async (_what, objective, rest, verdict, measured) => {
  const [judgement] = await judgeSlos(store, [sloOf(objective, rest)])
  expect(judgement).toMatchObject({ verdict, measured: expect.closeTo(measured, 9), unit: '%' })
})

test('windows are scaled to the run, to whole seconds and never less than one', async () => {
  // The run stands for 40 days: a slice of one day is a second, one of a minute as well.
  for (const timeSliceWindowS of [86_400, 60]) {
    const objective = { target: 0.9, timeSliceTarget: 0.99, timeSliceWindowS }
    const slo = sloOf(objective, { method: 'Timeslices', windowS: 40 * 86_400 })
    expect((await judgeSlos(store, [slo]))[0]).toMatchObject({ samples: 40, measured: 90 })
  }
})

test('the budget that was used and the alerts that would have fired are told', async () => {
  const alerts = [
    { name: 'fast', threshold: 10, lookbackS: 2 },
    { name: 'never', threshold: 60, lookbackS: 1 },
  ]
  const [judgement] = await judgeSlos(store, [sloOf({ target: 0.99 }, { alerts })])
  expect(judgement?.why).toMatch(/^500 % of its error budget used; 200 of 4000 requests were bad/)
  expect(judgement?.why).toMatch(/fast fires at second 13 \(burn rate at most 50 x over 2 s/)
  expect(judgement?.why).toMatch(/never never fires/)
})

test('too few requests are inconclusive', async () => {
  const total = { population: 'nobody' }
  const [judgement] = await judgeSlos(store, [
    sloOf({ target: 0.9, indicator: { ...good, total } }),
  ])
  expect(judgement).toMatchObject({ verdict: 'inconclusive', samples: 0 })
})

test('weights make one budget of several', async () => {
  const slo = sloOf({ target: 0.9, weight: 3 })
  const second = sloOf({ title: 'strict', target: 0.98, weight: 1 }).objectives
  const judgements = await judgeSlos(store, [
    { ...slo, objectives: [...slo.objectives, ...second] },
  ])
  // 50 % of the one at weight 3, 250 % of the other at weight 1.
  expect(judgements.map(({ verdict }) => verdict)).toEqual(['pass', 'fail', 'pass'])
  expect(judgements[2]).toMatchObject({ measured: expect.closeTo(100, 9), limit: 100 })
})

test('a burn rate is that of its window alone', () => {
  const seconds = [0, 1, 2, 3].map((slice) => ({ slice, good: slice === 1 ? 5 : 10, total: 10 }))
  expect(burnOf(seconds, { target: 0.9, windowS: 1, threshold: 5 })).toEqual({
    highest: expect.closeTo(5, 9),
    firedS: 2,
  })
  expect(burnOf(seconds, { target: 0.9, windowS: 2, threshold: 5 }).firedS).toBeUndefined()
})
