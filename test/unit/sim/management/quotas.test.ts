import { expect, test } from 'vitest'
import { replicatedCounters } from '../../../../gateway/counters/replicated-counters.ts'
import type { QuotaHolders } from '../../../../sim/management/quotas.ts'
import { planeWith } from './plane-in-memory.ts'

const periodMs = 300_000
const startMs = Date.parse('2026-01-01T00:00:00Z')
const nowMs = startMs + 2 * periodMs + 1_000
const asking = { requestId: 1, receivedAtUs: 0 }

/** Two holders that have not told each other anything yet. */
function region(limit = 10) {
  const holders = ['a#1', 'b#1'].map((holder) => {
    const counters = replicatedCounters({ holder, runId: '0123456789abcdef' })
    const of = { limit, lengthMs: periodMs, startMs }
    return {
      counters,
      calls: counters.fixedWindow({ ...of, id: 'quota-by-key/calls' }),
      bytes: counters.fixedWindow({ ...of, id: 'quota-by-key/bytes' }),
    }
  })
  const desk: QuotaHolders = {
    read: async (key) => holders.map(({ counters }) => counters.quotaCounts(key)),
    correct: async (correction) => holders[0]?.counters.correctQuota(correction),
  }
  const meet = () => {
    for (const one of holders) {
      for (const other of holders) other.counters.merge(one.counters.fullState())
    }
  }
  return { holders, desk, meet }
}

const call = (holder: ReturnType<typeof region>['holders'][number] | undefined, times: number) => {
  for (let time = 0; time < times; time += 1) holder?.calls.take('alice', nowMs, asking, 1)
}
const planeOf = (quotaHolders: QuotaHolders) => planeWith([], { quotaHolders })
const patch = { 'If-Match': '*' }
const setTo = (values: object) => ({ properties: values })

test('tells the calls and kilobytes of a key over all holders, by period', async () => {
  const { holders, desk, meet } = region()
  call(holders[0], 3)
  meet()
  call(holders[1], 4)
  holders[1]?.bytes.add('alice', nowMs, 2_048)
  const plane = await planeOf(desk)
  const { statusCode, ...answer } = await plane.arm('GET', '/quotas/alice')
  expect(statusCode).toBe(200)
  const period = {
    counterKey: 'alice',
    periodKey: '2_PT300S',
    periodStartTime: '2026-01-01T00:10:00.000Z',
    periodEndTime: '2026-01-01T00:15:00.000Z',
    value: { callsCount: 7, kbTransferred: 2 },
  }
  expect(answer.json()).toEqual({ value: [period], count: 1 })
  const one = await plane.arm('GET', '/quotas/alice/periods/2_PT300S')
  expect(one.json()).toEqual(period)
})

test.each([
  ['less: who was out of quota is let in again', 2, 2],
  ['nothing', 0, 0],
  ['more', 9, 9],
])('sets what is counted to %s, for every holder', async (_case, callsCount, count) => {
  const { holders, desk, meet } = region()
  call(holders[0], 6)
  call(holders[1], 4)
  meet()
  expect(holders[1]?.calls.peek('alice', nowMs).admitted).toBe(false)
  const plane = await planeOf(desk)
  const path = '/quotas/alice/periods/2_PT300S'
  const set = await plane.arm('PATCH', path, setTo({ callsCount }), patch)
  expect(set.statusCode).toBe(200)
  expect(set.json()).toMatchObject({ value: { callsCount } })
  // Heard twice and in whatever order, it is taken back once.
  meet()
  meet()
  for (const holder of holders) {
    expect(holder.calls.peek('alice', nowMs)).toMatchObject({ countSeen: count, admitted: true })
  }
  const again = await plane.arm('PATCH', '/quotas/alice', setTo({ callsCount }), patch)
  expect(again.json()).toMatchObject({ value: [{ value: { callsCount } }], count: 1 })
})

test.each([
  ['a key that nobody used', 'GET', '/quotas/bob', undefined, 200],
  ['a period that is not there', 'GET', '/quotas/alice/periods/7_PT300S', undefined, 404],
  ['something else below a key', 'GET', '/quotas/alice/others', undefined, 404],
  ['no key', 'GET', '/quotas', undefined, 404],
  ['less than nothing', 'PATCH', '/quotas/alice', setTo({ callsCount: -1 }), 400],
  ['something that is no count', 'PATCH', '/quotas/alice', setTo({ calls: 1 }), 400],
  ['a deletion', 'DELETE', '/quotas/alice', undefined, 405],
] as const)('%s: %s %s', async (_case, method, path, body, status) => {
  const { holders, desk } = region()
  call(holders[0], 1)
  const plane = await planeOf(desk)
  expect((await plane.arm(method, path, body, patch)).statusCode).toBe(status)
})

test('when no instance answers it says so', async () => {
  const nobody = () => Promise.reject(new Error('nobody answers'))
  const plane = await planeOf({ read: nobody, correct: nobody })
  const answer = await plane.arm('GET', '/quotas/alice')
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toMatchObject({ error: { code: 'ServiceUnavailable' } })
})
