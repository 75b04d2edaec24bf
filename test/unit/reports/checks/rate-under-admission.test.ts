import { expect, test } from 'vitest'
import { manifest } from '../run-folder.ts'
import { admissions, holderA, holderB, rejection } from './admissions.ts'
import { checkedRun, judgedCheck } from './checked-run.ts'

const name = 'rate.under-admission'
const limit = 10
const five = (fromS: number) => admissions(5, { fromS, limit })

test('a call that was turned away when all holders together were full holds', async () => {
  const check = await judgedCheck(name, {
    admission: { [holderA]: five(7), [holderB]: [...five(7.2), rejection(7.5, { limit })] },
  })
  expect(check).toMatchObject({ verdict: 'holds', observed: 10, allowed: 10, samples: 1 })
})

test.each([
  ['one call too early', admissions(9, { fromS: 7, limit }), 7.5],
  ['when the window had moved on', admissions(10, { fromS: 7, limit }), 8.1],
  ['before anybody called', [], 7],
])('a call that was turned away %s breaks it', async (_case, admitted, atS) => {
  const admission = { [holderA]: [...admitted, rejection(atS, { limit })] }
  const check = await judgedCheck(name, { admission })
  expect(check).toMatchObject({ verdict: 'broken', first: { requestId: 99 } })
})

test.each([
  ['a bucket of the window before', 8, 'holds'],
  ['longer before', 20, 'broken'],
])('a rejection may stand %s the admission that it heard of', async (_case, earlyMs, verdict) => {
  const windowMs = 20_000
  const nine = admissions(9, { fromS: 7, limit, windowMs })
  const tenth = admissions(1, { fromS: 7.5, limit, windowMs })
  const rejected = rejection(7.5 - earlyMs / 1_000, { limit, windowMs })
  const admission = { [holderA]: [...nine, rejected], [holderB]: tenth }
  const check = await judgedCheck(name, { admission })
  expect(check?.verdict).toBe(verdict)
})

test('a call that counts five is turned away when four are left', async () => {
  const heavy = admissions(2, { fromS: 7, limit }).map((one) => ({ ...one, counted: 5 }))
  const light = heavy.map((one, index) => ({ ...one, counted: index === 0 ? 1 : 5 }))
  const at = async (admitted: typeof heavy) =>
    await checkedRun(name, { admission: { [holderA]: [...admitted, rejection(7.1, { limit })] } })
  expect((await at(heavy)).check?.verdict).toBe('holds')
  expect((await at(light)).check?.verdict).toBe('holds')
  expect((await at(light.slice(0, 1))).check?.verdict).toBe('broken')
})

test('a bucket that refills is full again after its window', async () => {
  const bucket = { limit, refills: 1 }
  const taken = admissions(10, { fromS: 7, limit }).map((one) => ({ ...one, refills: 1 }))
  const at = async (atS: number) =>
    await checkedRun(name, { admission: { [holderA]: [...taken, rejection(atS, bucket)] } })
  expect((await at(7.05)).check?.verdict).toBe('holds')
  // Half of the tokens are back.
  expect((await at(7.5)).check?.verdict).toBe('broken')
})

test.each([
  ['no call was turned away', five(7)],
  [
    'calls count when they end',
    [...five(7).map((one) => ({ ...one, counted: 0 })), rejection(7.5, { limit })],
  ],
])('is not claimed when %s', async (_case, records) => {
  const check = await judgedCheck(name, { admission: { [holderA]: records } })
  expect(check?.verdict).toBe('not-claimed')
})

test('is not claimed while a clock of a holder is wrong', async () => {
  const skew = { id: 'counter-clock-skew#1', kind: 'counter-clock-skew', params: { skewMs: 500 } }
  const check = await judgedCheck(name, {
    manifest: { ...manifest, faults: [{ ...skew, targets: [], atS: 1, durationS: 9 }] },
    events: [{ kind: 'fault-applying', atUs: 6_000_000, source: 'c', fault: skew.id }],
    admission: { [holderA]: [rejection(7, { limit })] },
  })
  expect(check?.verdict).toBe('not-claimed')
})

test('a quota that was set by hand turns calls away for another reason', async () => {
  const admission = { [holderA]: [...five(7), rejection(7.5, { limit })] }
  const { counter, keyHash } = five(7)[0] ?? expect.unreachable()
  const corrected = { kind: 'quota-corrected', atUs: 7_200_000, source: 'management' } as const
  const judged = async (detail: object) =>
    await checkedRun(name, { admission, events: [{ ...corrected, detail }] })
  expect((await judged({ counter, keyHash })).check?.verdict).toBe('not-claimed')
  expect((await judged({ counter, keyHash: 'other' })).check?.verdict).toBe('broken')
})
