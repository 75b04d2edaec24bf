import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { AdmissionRecord } from '../../../ledger/records.ts'
import { boundOf, limitUsesOf } from '../../../reports/limit-use.ts'
import { reconcile } from '../../../reports/reconcile/reconcile.ts'
import { RunStore } from '../../../reports/store/store.ts'
import { admissionBase, manifest, second, writeRun } from './run-folder.ts'

async function usesOf(admission: Readonly<Record<string, readonly Partial<AdmissionRecord>[]>>) {
  const whole = Object.entries(admission).map(([holder, records]) => {
    return [holder, records.map((record) => ({ ...admissionBase, ...record }))] as const
  })
  const folder = writeRun({ manifest, events: [], admission: Object.fromEntries(whole) })
  await using store = await RunStore.open(folder)
  rmSync(folder, { recursive: true })
  await reconcile(store)
  return await limitUsesOf(store)
}

const [first, other] = ['westeurope-1-u1-a-1', 'westeurope-2-u2-a-1']

test('admissions of all holders count, in any window of the length', async () => {
  const at = (s: number, admitted = 1) => ({
    atUs: s * second,
    admitted,
    limit: 2,
    windowMs: 1_000,
  })
  const [use] = await usesOf({
    [first]: [at(1), at(1.5), at(1.9, 0), at(9)],
    [other]: [at(1.7), at(2.4), at(2.6)],
  })
  // 1.5, 1.7 and 2.4 are within a second of each other; 1.5 and 2.6 are not.
  expect(use).toMatchObject({ admittedMax: 3, admitted: 6, rejected: 1, limit: 2 })
  expect(use?.terms).toMatchObject({ holders: 2, groups: 1, crashes: 0, coldRestarts: 0 })
})

test('a bucket that refills may be emptied and filled once in a window', async () => {
  const at = (s: number, refills: number) => ({ atUs: s * second, limit: 5, refills })
  const [window] = await usesOf({ [first]: [at(1, 0)] })
  const [bucket] = await usesOf({ [first]: [at(1, 1)] })
  expect([window?.allowed, window?.bound]).toEqual([5, 5])
  expect([bucket?.allowed, bucket?.bound, bucket?.limit]).toEqual([10, 10, 5])
})

test('a window of length 0 never ends', async () => {
  const at = (s: number) => ({ atUs: s * second, windowMs: 0 })
  const [use] = await usesOf({ [first]: [at(1), at(10), at(30)] })
  expect(use?.admittedMax).toBe(3)
})

test('keys are counted apart, those nearest to their bound first', async () => {
  const one = { atUs: second, limit: 1, windowMs: 1_000 }
  const uses = await usesOf({
    [first]: [
      { ...one, keyHash: 'b', limit: 9 },
      { ...one, keyHash: 'a' },
    ],
  })
  expect(uses.map(({ keyHash }) => keyHash)).toEqual(['a', 'b'])
})

test('a holder that starts anew and knows nothing of the others is a cold restart', async () => {
  const at = (s: number, countSeen: number) => ({ atUs: s * second, countSeen })
  const restarted = 'westeurope-1-u1-a-2'
  const [cold] = await usesOf({
    [first]: [at(1, 0)],
    [other]: [at(1.2, 1)],
    [restarted]: [at(1.5, 0)],
  })
  expect(cold?.terms).toMatchObject({ holders: 3, coldRestarts: 1 })
  const [warm] = await usesOf({
    [first]: [at(1, 0)],
    [other]: [at(1.2, 1)],
    [restarted]: [at(1.5, 2)],
  })
  expect(warm?.terms).toMatchObject({ holders: 3, coldRestarts: 0 })
})

const terms = {
  holders: 6,
  groups: 1,
  lagMs: 100,
  lagCalls: 10,
  crashes: 0,
  crashCalls: 0,
  coldRestarts: 0,
  resets: 0,
}

test.each([
  ['connected', terms, 116],
  ['in two groups', { ...terms, groups: 2 }, 216],
  ['after a crash', { ...terms, crashes: 1, crashCalls: 4 }, 120],
  ['after a cold restart', { ...terms, coldRestarts: 1 }, 216],
  ['never more than each holder alone', { ...terms, holders: 1, lagCalls: 500 }, 100],
])('the bound of a limit of 100: %s', (_case, given, bound) => {
  expect(boundOf(100, given)).toBe(bound)
})
