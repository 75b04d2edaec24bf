import { expect, test } from 'vitest'
import type { AdmissionRecord } from '../../../../ledger/records.ts'
import { admissionBase, manifest, second } from '../run-folder.ts'
import { checkedRun } from './checked-run.ts'

const [first, other] = ['westeurope-1-u1-a-1', 'westeurope-2-u2-a-1']
const limit = 10

/** So many admitted calls of one holder, a millisecond apart. */
const calls = (count: number, fromS: number): AdmissionRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    ...admissionBase,
    requestId: fromS * 1_000 + index,
    atUs: (fromS + index / 1_000) * second,
    limit,
    countSeen: index,
  }))

test('a limit that nobody reached is not claimed', async () => {
  const { check } = await checkedRun('rate.over-admission', { admission: { [first]: calls(9, 7) } })
  expect(check).toMatchObject({ verdict: 'not-claimed' })
})

test('a full limit holds, with its slack', async () => {
  const { check } = await checkedRun('rate.over-admission', {
    admission: { [first]: calls(10, 7) },
  })
  expect(check).toMatchObject({ verdict: 'holds', observed: 10, allowed: 10, unit: 'count' })
  expect(check?.why).toContain('slack 0')
})

test('a holder that admits more than its limit alone breaks it, and is named', async () => {
  const { check, texts } = await checkedRun('rate.over-admission', {
    admission: { [first]: calls(12, 7) },
  })
  expect(check).toMatchObject({ verdict: 'broken', observed: 12, allowed: 10 })
  expect(check?.first).toMatchObject({ requestId: 7_011 })
  expect(check?.first?.what).toContain('westeurope-1-u1-a')
  expect(texts.junit).toContain('<failure type="broken"')
  expect(texts.html).toContain('First: request 7011 at')
})

test('two holders may admit twice the limit while they cannot hear each other', async () => {
  const parted = {
    ...manifest,
    faults: [
      { id: 'p#1', kind: 'counter-partition', params: {}, targets: [], atS: 1, durationS: 9 },
    ],
  }
  const admission = { [first]: calls(10, 7), [other]: calls(10, 7) }
  const run = await checkedRun('rate.over-admission', { admission, manifest: parted })
  expect(run.check).toMatchObject({ verdict: 'holds', observed: 20 })
})
