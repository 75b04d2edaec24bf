import { expect, test } from 'vitest'
import type { BackendRecord } from '../../../../ledger/records.ts'
import { backendBase, clientBase, second } from '../run-folder.ts'
import { judgedCheck } from './checked-run.ts'

const executed = (requestId: number, atS: number, more: Partial<BackendRecord> = {}) => ({
  ...backendBase,
  requestId,
  receivedAtUs: atS * second,
  operation: 'POST /orders',
  ...more,
})

function run(calls: readonly BackendRecord[]) {
  const client = { load: [1, 2, 3].map((requestId) => ({ ...clientBase, requestId })) }
  return judgedCheck('retry.safety', { client, backend: { orders: calls } })
}

test('without a call that must not be repeated nothing is claimed', async () => {
  const check = await run([executed(1, 10, { operation: 'GET /orders/*' })])
  expect(check).toMatchObject({ verdict: 'not-claimed' })
})

test.each([
  ['each executed once', [executed(1, 10), executed(2, 11)]],
  ['tried again by its client', [executed(1, 10), executed(1, 11, { attempt: 2 })]],
  [
    'and others that may be repeated',
    [
      executed(1, 10),
      executed(2, 11, { operation: 'PUT /orders/*' }),
      executed(2, 12, { operation: 'PUT /orders/*' }),
    ],
  ],
])('orders %s hold', async (_case, calls) => {
  expect(await run(calls)).toMatchObject({ verdict: 'holds', observed: 1, allowed: 1 })
})

test('an order that the gateway placed twice breaks it, and is named', async () => {
  const check = await run([executed(1, 10), executed(2, 11), executed(2, 11.5)])
  expect(check).toMatchObject({ verdict: 'broken', observed: 2, allowed: 1 })
  expect(check?.first).toMatchObject({ requestId: 2 })
  expect(check?.first?.what).toContain('POST /orders 2 times at')
})
