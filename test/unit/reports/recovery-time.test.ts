import { expect, test } from 'vitest'
import { recoveryOf } from '../../../reports/recovery-time.ts'
import { type Answer, evidenceOf, faultOfA } from './evidence-of.ts'

/** 100 requests a second for a minute; `isBad` says which of them fail. */
const load = (isBad: (atMs: number) => boolean) =>
  Array.from({ length: 6_000 }, (_none, index): Answer => {
    const atMs = index * 10
    return { atMs, latencyMs: 5, outcome: isBad(atMs) ? 'failed' : 'ok' }
  })
const between = (fromMs: number, toMs: number) => (atMs: number) => atMs >= fromMs && atMs < toMs

test.each([
  ['nothing failed', () => false, 0],
  ['an outage ends with its last bad request', between(9_000, 13_200), 3_190],
  ['what failed before t0 does not count', between(5_000, 10_000), 0],
  ['one failure in a hundred is within 99 %', (atMs: number) => atMs % 1_000 === 0, 0],
  ['good for a while is no recovery', (atMs: number) => between(15_000, 16_000)(atMs), 5_990],
  ['bad until the fault was undone', between(10_000, 20_000), Number.POSITIVE_INFINITY],
  ['bad after the undoing is no matter of the fault', between(20_000, 30_000), 0],
])('%s', (_case, isBad, recoveryMs) => {
  const recovery = recoveryOf(faultOfA, evidenceOf(load(isBad)))
  expect(recovery).toMatchObject({ recoveryMs, bucketMs: 1_000, buckets: 10, outageMs: 10_000 })
})

test('the more requests there are, the finer the slices', () => {
  const dense = Array.from({ length: 60_000 }, (_none, index): Answer => {
    return { atMs: index, latencyMs: 5, outcome: between(10_000, 10_650)(index) ? 'failed' : 'ok' }
  })
  expect(recoveryOf(faultOfA, evidenceOf(dense))).toMatchObject({ bucketMs: 500, recoveryMs: 649 })
})

test('a second without requests stays as bad as the one before', () => {
  const isQuiet = between(13_000, 16_000)
  const ledger = load(between(12_000, 13_000)).filter(({ atMs }) => !isQuiet(atMs))
  expect(recoveryOf(faultOfA, evidenceOf(ledger))?.recoveryMs).toBe(6_000)
})
