import { expect, test } from 'vitest'
import type { JudgedCheck } from '../../../reports/checks/judge-checks.ts'
import type { Judgement } from '../../../reports/objectives/objective.ts'
import type { Reconciliation } from '../../../reports/reconcile/reconcile.ts'
import { type Manifest, manifestSchema } from '../../../reports/store/manifest.ts'
import { verdictOf } from '../../../reports/verdict.ts'
import { faultOfA } from './evidence-of.ts'
import { manifest as written } from './run-folder.ts'

const manifest: Manifest = manifestSchema.parse(written)
const load = {
  offered: 16_000,
  scheduleDigest: 'd',
  pacerLatenessP50Ms: 0.1,
  pacerLatenessP99Ms: 0.3,
  pacerLatenessMaxMs: 2,
}
const sound: Manifest = { ...manifest, loads: [load] }
const { provenAtUs: _proven, ...unproven } = faultOfA

const reconciliationOf = (recorded: number, broken: readonly string[] = []): Reconciliation => ({
  sums: {
    recorded,
    ok: recorded,
    rejected: 0,
    failed: 0,
    unknown: 0,
    notSent: 0,
    attempts: recorded,
    isExact: broken.length === 0,
  },
  witnesses: {
    unknown: { neverArrived: 0, rejected: 0, executed: 0, arrivedOnly: 0 },
    duplicates: { requests: 0, byClient: 0, byGateway: 0 },
    phantoms: { ofKilled: 0, unexplained: 0 },
    unwitnessed: { ofKilled: 0, unexplained: 0 },
    strangers: 0,
  },
  inFlight: [],
  broken,
})

const judgement = (verdict: Judgement['verdict']): Judgement => ({
  objective: `recovery < 10s`,
  measure: 'recovery',
  verdict,
  unit: 'ms',
  why: 'so',
  samples: 1,
})
const latenessOf = (p99Ms: number, startedPerS = 400) => ({
  p50Ms: 0.1,
  p99Ms,
  maxMs: 20,
  duePerS: 400,
  startedPerS,
  withoutSocket: 0,
})
const { ended: _ended, ...dead } = sound

test.each([
  ['all objectives hold', sound, [faultOfA], 16_000, [], ['pass'], 'pass', 0],
  ['one fails', sound, [faultOfA], 16_000, [], ['pass', 'fail', 'inconclusive'], 'fail', 1],
  [
    'one cannot be told',
    sound,
    [faultOfA],
    16_000,
    [],
    ['pass', 'inconclusive'],
    'inconclusive',
    3,
  ],
  ['there is none', sound, [faultOfA], 16_000, [], [], 'inconclusive', 3],
  ['a fault was not proven', sound, [unproven], 16_000, [], ['fail'], 'inconclusive', 3],
  [
    'a lease ran out',
    sound,
    [{ ...faultOfA, undoneBy: 'lease' }],
    16_000,
    [],
    ['pass'],
    'inconclusive',
    3,
  ],
  [
    'the ledgers contradict',
    sound,
    [faultOfA],
    16_000,
    ['2 phantoms'],
    ['pass'],
    'inconclusive',
    3,
  ],
  ['the load was too small', sound, [faultOfA], 15_000, [], ['pass'], 'inconclusive', 3],
  ['nothing was recorded', sound, [faultOfA], 0, [], ['pass'], 'inconclusive', 3],
  ['it was interrupted', { ...sound, ended: 'interrupted' }, [], 99, [], ['fail'], 'aborted', 4],
  ['a guard stopped it', { ...sound, ended: 'guard' }, [], 99, [], ['pass'], 'aborted', 4],
  ['its controller died', dead, [faultOfA], 16_000, [], ['pass'], 'aborted', 4],
] as const)('when %s', (_case, run, faults, recorded, broken, verdicts, verdict, exitCode) => {
  const judgements = verdicts.map(judgement)
  const given = verdictOf(
    run,
    faults,
    reconciliationOf(recorded, broken),
    judgements,
    latenessOf(0.3),
  )
  expect(given).toMatchObject({ verdict, exitCode })
  expect(given.why).toMatch(/^[A-Z0-9].*\.$/)
})

const check = (verdict: JudgedCheck['verdict'], isRequired = false): JudgedCheck => {
  const head = { name: 'rate.x', claim: 'c', source: 's', bound: 'b', isRequired, why: 'so' }
  if (verdict === 'not-claimed') return { ...head, verdict }
  if (verdict === 'holds') return { ...head, verdict, samples: 1 }
  return { ...head, verdict, samples: 1, first: { what: 'it' } }
}

test.each([
  ['holds', 'pass', check('holds'), 'pass', /1 of 1 invariants were tested and held/],
  ['is broken', 'pass', check('broken'), 'fail', /1 of 1 invariants broken: rate.x \(so\)/],
  ['is broken beside an open objective', 'inconclusive', check('broken'), 'fail', /rate.x/],
  ['is not claimed', 'pass', check('not-claimed'), 'pass', /^All 1 objectives hold\.$/],
  ['is required and not claimed', 'pass', check('not-claimed', true), 'inconclusive', /rate.x/],
] as const)('when a check %s', (_case, objective, given, verdict, why) => {
  const recorded = reconciliationOf(16_000)
  const made = verdictOf(sound, [faultOfA], recorded, [judgement(objective)], latenessOf(0.3), [
    given,
  ])
  expect(made.verdict).toBe(verdict)
  expect(made.why).toMatch(why)
})

const crowded = { processors: 2, busyShare: 0.99, otherShare: 0.6 }

test.each([
  ['one failed on a machine full of other work', crowded, ['pass', 'fail'], 'inconclusive'],
  ['all hold, other work or not', crowded, ['pass', 'pass'], 'pass'],
  ['the run itself filled the machine', { ...crowded, otherShare: 0.1 }, ['fail'], 'inconclusive'],
  ['the run had some room', { ...crowded, busyShare: 0.94, otherShare: 0.1 }, ['fail'], 'fail'],
  ['the other work left room', { ...crowded, busyShare: 0.8 }, ['fail'], 'fail'],
] as const)('%s', (_case, machineUse, verdicts, verdict) => {
  const run = { ...sound, machineUse }
  const judgements = verdicts.map(judgement)
  const recorded = reconciliationOf(16_000)
  expect(verdictOf(run, [faultOfA], recorded, judgements, latenessOf(0.3)).verdict).toBe(verdict)
})

/** Others have a full machine for half a second, four seconds into the load. */
const burst = {
  fromUs: sound.loadStartUs + 4_000_000,
  untilUs: sound.loadStartUs + 4_500_000,
  busyShare: 1,
  ownShare: 0.3,
  otherShare: 0.7,
  stolenShare: 0.7,
}
const calm = { ...burst, busyShare: 0.6, otherShare: 0.3 }
const slowBefore: Judgement = {
  ...judgement('fail'),
  measure: 'latency',
  phase: 'before',
  bad: { share: 0.03, allowedShare: 0.01 },
}

test.each([
  ['failed for a burst of others', burst, [slowBefore], 'inconclusive', /too busy when .* in 1 of/],
  ['failed on a quiet machine', calm, [slowBefore], 'fail', /1 of 1 objectives failed/],
  [
    'failed, one of them for its own sake',
    burst,
    [slowBefore, judgement('fail')],
    'fail',
    /2 of 2/,
  ],
  ['passed all the same', burst, [judgement('pass')], 'pass', /All 1 objectives hold/],
] as const)(
  'a run whose machine is quiet but for a burst %s',
  (_case, slice, judgements, verdict, why) => {
    const machineUse = { processors: 2, busyShare: 0.6, otherShare: 0.1, slices: [slice] }
    const recorded = reconciliationOf(16_000)
    const run = { ...sound, machineUse }
    const given = verdictOf(run, [faultOfA], recorded, judgements, latenessOf(0.3))
    expect(given).toMatchObject({ verdict, why: expect.stringMatching(why) })
  },
)

test('the sentence names what failed, and what was measured', () => {
  const failed = { ...judgement('fail'), measured: 12_345 }
  const { why } = verdictOf(sound, [faultOfA], reconciliationOf(16_000), [failed], latenessOf(0.3))
  expect(why).toBe('1 of 1 objectives failed: recovery < 10s (12.3 s).')
})

const latencyBelow = (limit: number): Judgement => ({
  ...judgement('pass'),
  measure: 'latency',
  limit,
})

test.each([
  ['a twentieth of the strictest latency limit', [latencyBelow(1_500), latencyBelow(250)], 12.5],
  ['but never less than 1 ms', [latencyBelow(5)], 1],
  ['and 10 ms where no latency is judged', [judgement('pass')], 10],
])('requests may start late by %s', (_case, judgements, boundMs) => {
  const verdictAt = (p99Ms: number) =>
    verdictOf(sound, [faultOfA], reconciliationOf(16_000), judgements, latenessOf(p99Ms)).verdict
  expect(verdictAt(boundMs)).toBe('pass')
  expect(verdictAt(boundMs + 0.1)).toBe('inconclusive')
})

test('a rate that the generator cannot keep is told with what it reached', () => {
  const given = (startedPerS: number) =>
    verdictOf(
      sound,
      [faultOfA],
      reconciliationOf(16_000),
      [judgement('pass')],
      latenessOf(0.3, startedPerS),
    )
  expect(given(397).verdict).toBe('pass')
  expect(given(250)).toMatchObject({ verdict: 'inconclusive' })
  expect(given(250).why).toContain('it reached 250 of 400 requests/s')
})

test.each([
  ['as many as its schedule has', 9_000, 'pass'],
  ['fewer than its schedule has', 8_000, 'inconclusive'],
])('a load with a shape is whole with %s, whatever its rate', (_case, recorded, verdict) => {
  const shaped = { load: { arrivals: 'step', ratePerS: 400, durationS: 40 } }
  const run = { ...sound, scenario: shaped, loads: [{ ...load, scheduled: 9_000 }] }
  const given = verdictOf(
    run,
    [faultOfA],
    reconciliationOf(recorded),
    [judgement('pass')],
    latenessOf(0.3),
  )
  expect(given.verdict).toBe(verdict)
})

test('requests that the generator itself could open no connection for make a run inconclusive', () => {
  const lateness = { ...latenessOf(0.3), withoutSocket: 7 }
  const given = verdictOf(
    sound,
    [faultOfA],
    reconciliationOf(16_000),
    [judgement('fail')],
    lateness,
  )
  expect(given).toMatchObject({ verdict: 'inconclusive' })
  expect(given.why).toContain('no connection for 7 requests')
})

test('a warning passes, and is said', () => {
  const judgements = [judgement('pass'), { ...judgement('warn'), measured: 9_000 }]
  const given = verdictOf(sound, [faultOfA], reconciliationOf(16_000), judgements, latenessOf(0.3))
  expect(given).toMatchObject({ verdict: 'pass', exitCode: 0 })
  expect(given.why).toContain('1 past a warning level: recovery < 10s (9 s).')
})
