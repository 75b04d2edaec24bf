import { expect, test } from 'vitest'
import { traceparentOf } from '../../../../ledger/ids.ts'
import type { Capacity } from '../../../../ledger/launch/backend.ts'
import type { BackendRecord } from '../../../../ledger/records.ts'
import { simulatedBackend } from '../../../../sim/backends/backend.ts'
import { operationNames } from '../../../../sim/backends/operation-name.ts'
import { whole } from '../../../../sim/backends/treatment.ts'
import { Workers } from '../../../../sim/backends/workers.ts'

const runId = '0123456789abcdef'

function backendOf({ serviceMs = 0, bodyBytes = 300, capacity }: BackendInMemory = {}) {
  const records: BackendRecord[] = []
  const delaysMs: number[] = []
  let nowUs = 0
  const app = simulatedBackend({
    name: 'orders',
    runId,
    treat: () => ({ delayMs: serviceMs, bodyBytes, ending: whole }),
    workers: new Workers({ capacity, nowMs: () => nowUs / 1_000 }),
    zoneOf: () => '',
    clock: {
      nowUs: () => nowUs,
      after(delayMs, call) {
        delaysMs.push(delayMs)
        nowUs += delayMs * 1_000
        call()
        return () => undefined
      },
    },
    record: (record) => records.push(record),
  })
  return { app, records, delaysMs }
}

type BackendInMemory = {
  readonly serviceMs?: number
  readonly bodyBytes?: number
  readonly capacity?: Capacity
}

test('echoes the call, padded to the size that was asked for', async () => {
  const { app } = backendOf({ bodyBytes: 300 })
  const { statusCode, payload, headers } = await app.inject('/orders/17?top=3')
  expect(statusCode).toBe(200)
  expect(headers['content-type']).toMatch('application/json')
  expect(payload).toHaveLength(300)
  expect(JSON.parse(payload)).toMatchObject({
    backend: 'orders',
    id: 1,
    method: 'GET',
    path: '/orders/17',
  })
})

test('no two answers are the same, so a cached one is told from a fresh one', async () => {
  const { app } = backendOf()
  const [first, second] = [await app.inject('/a'), await app.inject('/a')]
  expect(first.payload).not.toBe(second.payload)
})

test.each([
  ['GET', 200, undefined],
  ['POST', 201, '/orders/1'],
  ['PUT', 200, undefined],
  ['DELETE', 200, undefined],
  ['PATCH', 200, undefined],
] as const)('answers %s with %i', async (method, status, location) => {
  const { app } = backendOf()
  const { statusCode, headers } = await app.inject({ method, url: '/orders', payload: 'not json' })
  expect(statusCode).toBe(status)
  expect(headers.location).toBe(location)
})

test('writes down when a call came and when it was answered, with the ids of its traceparent', async () => {
  const { app, records, delaysMs } = backendOf({ serviceMs: 20 })
  const traceparent = traceparentOf(runId, { requestId: 4711, attempt: 2 })
  await app.inject({ url: '/orders/5', headers: { traceparent } })
  const seen = { requestId: 4711, attempt: 2, receivedAtUs: 0, operation: 'GET /orders/*' }
  expect(delaysMs).toEqual([20])
  expect(records).toEqual([
    { ...seen, event: 'received', endedAtUs: 0, status: 0 },
    { ...seen, event: 'answered', endedAtUs: 20_000, status: 200 },
  ])
})

test('a call without ids of this run is written with none', async () => {
  const { app, records } = backendOf()
  await app.inject({
    url: '/',
    headers: { traceparent: traceparentOf('f'.repeat(16), { requestId: 1, attempt: 1 }) },
  })
  expect(records.map(({ requestId, attempt }) => [requestId, attempt])).toEqual([
    [0, 0],
    [0, 0],
  ])
})

test.each([
  ['/orders/17', 'GET /orders/*'],
  ['/orders/17/lines/3', 'GET /orders/*/lines/*'],
  ['/orders/0f8fad5b-d9cb-469f-a165-70867728950e', 'GET /orders/*'],
  ['/v2/orders', 'GET /v2/orders'],
  ['/', 'GET /'],
])('%s is operation %s', (path, expected) => {
  expect(operationNames()('GET', path)).toBe(expected)
})

test('the number of operation names is bounded, whatever paths are asked for', () => {
  const nameOf = operationNames()
  const names = new Set(Array.from({ length: 5_000 }, (_, index) => nameOf('GET', `/x-${index}`)))
  expect(names.size).toBe(1_001)
  expect(nameOf('GET', '/x-0')).toBe('GET /x-0')
})
