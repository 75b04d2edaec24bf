import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ClientRecord, clientRecord } from '../../../../ledger/records.ts'
import { LedgerWriter } from '../../../../ledger/writer.ts'
import { judgeTrial, type TrialLedgers } from '../../../../reports/capacity/judge-trial.ts'
import { sloOf } from '../../../../reports/capacity/slo.ts'
import { clientBase, second } from '../../reports/run-folder.ts'

const objectives = sloOf(['p99 < 100ms'], [])
const startUs = 3 * second
const count = 1_000

type Made = Partial<ClientRecord> & { readonly latencyUs?: number }

/** A thousand requests over ten seconds, and as many in a warm-up that is not judged. */
function judged(
  made: (index: number) => Made,
  changes: Partial<TrialLedgers> = {},
  governedPerS?: number,
) {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-trial-'))
  const path = join(folder, 'client-load.ledger')
  {
    using ledger = new LedgerWriter(clientRecord, path, 'client-load')
    for (let index = -100; index < count; index += 1) {
      const intendedAtUs = startUs + index * 10_000
      const given = index < 0 ? { outcome: 'failed' as const } : made(index)
      const { latencyUs = 10_000, ...rest } = given
      const times = { intendedAtUs, firedAtUs: intendedAtUs, endedAtUs: intendedAtUs + latencyUs }
      ledger.append({ ...clientBase, requestId: index + 101, ...times, ...rest })
    }
  }
  const trial = {
    ratePerS: 100,
    startUs,
    endUs: startUs + 10 * second,
    load: { offered: count + 100 },
    ledgers: [path],
    ...changes,
  }
  const result = judgeTrial(trial, { objectives, governedPerS, othersMax })
  rmSync(folder, { recursive: true })
  return result
}

const othersMax = 0.05
const crowded = { processors: 2, busyShare: 1, otherShare: 0.5 }
const alone = { processors: 2, busyShare: 1, otherShare: 0.05 }
const slow = (index: number): Made => (index % 20 === 0 ? { latencyUs: 150_000 } : {})
const late = (index: number): Made => {
  const intendedAtUs = startUs + index * 10_000
  return { ...slow(index), firedAtUs: intendedAtUs + 20_000 }
}

test.each<[string, Parameters<typeof judged>, object]>([
  ['all in time', [() => ({})], { verdict: 'pass', goodputPerS: 100, p99Ms: 10 }],
  ['too many slow', [slow], { verdict: 'fail', why: 'p99(latency) < 100ms', p99Ms: 150 }],
  [
    'two in a hundred without a good answer',
    [(index) => (index % 50 === 0 ? { outcome: 'failed' } : {})],
    { verdict: 'fail', p99Ms: Number.POSITIVE_INFINITY, goodputPerS: 98 },
  ],
  [
    'a little slower with every request, and in time',
    [(index) => ({ latencyUs: 10_000 + index * 80 })],
    { verdict: 'pass' },
  ],
  ['a late generator is the limit', [late], { verdict: 'unclear', why: /generator was the limit/ }],
  [
    'lateness makes nothing better: what passes has passed',
    [(index) => ({ ...late(index), latencyUs: 30_000 })],
    { verdict: 'pass' },
  ],
  [
    'requests are missing',
    [() => ({}), { load: { offered: 1_101 } }],
    { verdict: 'unclear', why: /miss 1/ },
  ],
  [
    'other work fills the machine',
    [slow, { machineUse: crowded }],
    { verdict: 'unclear', why: /by other work/ },
  ],
  [
    'the machine is full of this alone, and is what is measured',
    [slow, { machineUse: alone }],
    { verdict: 'fail' },
  ],
  [
    'others have more of a machine that is measured than the knee may be off by',
    [slow, { machineUse: { ...alone, otherShare: 0.06 } }],
    { verdict: 'unclear', why: /6 % by other work/ },
  ],
  [
    'others have as much of a machine that has room',
    [slow, { machineUse: { ...alone, busyShare: 0.7, otherShare: 0.06 } }],
    { verdict: 'fail' },
  ],
  [
    'others have as much of a machine where governors are the limit',
    [slow, { machineUse: { processors: 2, busyShare: 0.9, otherShare: 0.06 } }, 200],
    { verdict: 'fail' },
  ],
  [
    'the machine is full below what governors let through',
    [slow, { machineUse: alone }, 200],
    { verdict: 'unclear', why: /by this run alone/ },
  ],
  [
    'a full machine above what governors let through',
    [slow, { machineUse: crowded }, 80],
    { verdict: 'fail' },
  ],
])('judges a trial: %s', (_case, given, expected) => {
  const { why, ...rest } = Object.assign({ why: undefined }, expected)
  const result = judged(...given)
  expect(result).toMatchObject(rest)
  if (typeof why === 'string') expect(result.why).toBe(why)
  else if (why !== undefined) expect(result.why).toMatch(why)
})

test('a line that grows fails a trial that was too short for the limit', () => {
  // 2 % more comes than goes: after 10 s the last waits for 200 ms, and p99 is at its limit of 1 s.
  const relaxed = sloOf(['p99 < 1s'], [])
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-trial-'))
  const path = join(folder, 'client-load.ledger')
  {
    using ledger = new LedgerWriter(clientRecord, path, 'client-load')
    for (let index = 0; index < 5_000; index += 1) {
      const intendedAtUs = startUs + index * 2_000
      const endedAtUs = startUs + 5_000 + index * 2_040
      const times = { intendedAtUs, firedAtUs: intendedAtUs, endedAtUs }
      ledger.append({ ...clientBase, requestId: index + 1, ...times })
    }
  }
  const trial = { ratePerS: 500, startUs, endUs: startUs + 10 * second, load: { offered: 5_000 } }
  const result = judgeTrial(
    { ...trial, ledgers: [path] },
    { objectives: relaxed, governedPerS: undefined, othersMax },
  )
  rmSync(folder, { recursive: true })
  expect(result.growthShare).toBeCloseTo(0.02, 2)
  expect(result).toMatchObject({
    verdict: 'fail',
    why: expect.stringMatching(/more came than went/),
  })
})

test('a request that was tried again is one, from its first start to its last end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-trial-'))
  const path = join(folder, 'client-load.ledger')
  {
    using ledger = new LedgerWriter(clientRecord, path, 'client-load')
    for (let index = 0; index < 400; index += 1) {
      const atUs = startUs + index * 10_000
      const first = { requestId: index + 1, intendedAtUs: atUs, firedAtUs: atUs }
      ledger.append({ ...clientBase, ...first, endedAtUs: atUs + 5_000, outcome: 'failed' })
      const again = { intendedAtUs: atUs + 50_000, firedAtUs: atUs + 50_000, attempt: 2 }
      ledger.append({ ...clientBase, ...first, ...again, endedAtUs: atUs + 60_000 })
    }
  }
  const trial = { ratePerS: 100, startUs, endUs: startUs + 4 * second, load: { offered: 400 } }
  const result = judgeTrial(
    { ...trial, ledgers: [path] },
    { objectives, governedPerS: undefined, othersMax },
  )
  rmSync(folder, { recursive: true })
  expect(result).toMatchObject({ verdict: 'pass', p99Ms: 60, counts: { offered: 400, ok: 400 } })
})
