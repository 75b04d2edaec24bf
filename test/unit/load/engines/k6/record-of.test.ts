import { expect, test } from 'vitest'
import { nameOf } from '../../../../../load/engines/k6/operation-name.ts'
import {
  recordOf,
  recordsOfDropped,
  recordsOfUnbegun,
} from '../../../../../load/engines/k6/record-of.ts'
import type { K6Request } from '../../../../../load/engines/k6/samples.ts'

const contextOf = () => {
  let lastId = 2 ** 52
  return {
    runUsAtZero: -1_000_000_000,
    populations: ['near', 'far'],
    nextId: () => {
      lastId += 1
      return lastId
    },
  }
}

/** Sent at 1_000_500_000 on a new connection, and answered after 12 ms. */
const request: K6Request = {
  endedAtUs: 1_000_512_000,
  blockedUs: 3_000,
  connectingUs: 2_000,
  tlsUs: 0,
  sendingUs: 1_000,
  waitingUs: 7_000,
  receivingUs: 1_000,
  isReused: false,
  mark: '7:1:1000499',
  batchPlace: '',
  status: 200,
  errorCode: 0,
  isExpected: true,
  method: 'GET',
  name: 'read',
  scenario: 'clients',
}

test('puts the instants of k6 on the clock of the run', () => {
  expect(recordOf(request, contextOf())).toMatchObject({
    requestId: 7,
    attempt: 1,
    population: 'far',
    operation: 'read',
    intendedAtUs: 500_000,
    firedAtUs: 500_000,
    dispatchedAtUs: 501_000,
    connectedAtUs: 503_000,
    firstByteAtUs: 511_000,
    endedAtUs: 512_000,
    outcome: 'ok',
    failure: 'none',
  })
})

const never = { blockedUs: 0, sendingUs: 0, waitingUs: 0, receivingUs: 0, status: 0 }
const silent = { status: 0, receivingUs: 0 }

test.each([
  ['a limit', { status: 429, errorCode: 1_429, isExpected: false }, 'rejected', 'none'],
  [
    'an error of the server',
    { status: 503, errorCode: 1_503, isExpected: false },
    'failed',
    'none',
  ],
  ['a status that the script expects', { status: 404, isExpected: true }, 'ok', 'none'],
  ['a status of a script that expects none', { status: 204, isExpected: undefined }, 'ok', 'none'],
  ['no answer in time', { ...silent, errorCode: 1_050 }, 'unknown', 'deadline'],
  ['no connection in time', { ...never, errorCode: 1_050 }, 'failed', 'connect-timeout'],
  ['a connection refused', { ...never, errorCode: 1_212 }, 'failed', 'refused'],
  ['a name without an address', { ...never, errorCode: 1_101 }, 'failed', 'unresolved'],
  ['a connection reset', { ...silent, errorCode: 1_220 }, 'unknown', 'reset'],
  ['an answer that breaks off', { ...silent, errorCode: 1_000 }, 'unknown', 'closed'],
  ['an answer that cannot be unpacked', { errorCode: 1_701 }, 'unknown', 'malformed'],
])('%s is the right outcome', (_case, changes, outcome, failure) => {
  expect(recordOf({ ...request, ...changes }, contextOf())).toMatchObject({ outcome, failure })
})

test('a request that had no connection begins when the script made it', () => {
  const refused = { ...request, ...never, errorCode: 1_212 }
  expect(recordOf(refused, contextOf())).toMatchObject({ intendedAtUs: 499_000, dispatchedAtUs: 0 })
})

test('requests of a batch share a mark, and keep their own ids', () => {
  const batched = recordOf({ ...request, batchPlace: '2:0' }, contextOf())
  expect(batched).toMatchObject({ requestId: 9, population: 'near' })
})

test('a request of a module that is not bundled gets an id that no script gives', () => {
  const record = recordOf({ ...request, mark: '' }, contextOf())
  expect(record).toMatchObject({ requestId: 2 ** 52 + 1, population: 'near' })
})

test.each([
  ['alone', { mark: '-' }],
  ['in a batch', { batchPlace: '-' }],
])('a request to elsewhere is in no ledger: %s', (_case, changes) => {
  expect(recordOf({ ...request, ...changes }, contextOf())).toBeUndefined()
})

test('each dropped iteration is a request that was not sent', () => {
  const dropped = { atUs: 1_000_700_000, count: 2, scenario: 'clients' }
  const records = recordsOfDropped(dropped, contextOf())
  expect(records).toHaveLength(2)
  expect(records[1]).toMatchObject({
    requestId: 2 ** 52 + 2,
    operation: 'iteration of clients',
    intendedAtUs: 700_000,
    outcome: 'not-sent',
    failure: 'no-connection',
  })
})

test('each iteration for which k6 was too late is a request that was not sent, when it was due', () => {
  const unbegun = { scenario: 'clients', count: 2, ratePerS: 100, endUs: 3_000_000 }
  const records = recordsOfUnbegun(unbegun, contextOf())
  expect(records.map(({ intendedAtUs }) => intendedAtUs)).toEqual([2_980_000, 2_990_000])
  expect(records[1]).toMatchObject({
    requestId: 2 ** 52 + 2,
    operation: 'iteration of clients',
    endedAtUs: 3_000_000,
    outcome: 'not-sent',
    failure: 'deadline',
  })
})

test.each([
  ['create order', 'POST', 'create order'],
  ['http://127.0.0.1:80/orders/42?x=1', 'GET', 'GET /orders/{id}'],
  ['https://a.example/o/9f1c2d3e-0000-4000-8000-1234567890ab/x', 'GET', 'GET /o/{id}/x'],
  ['http://a.example', 'GET', 'GET /'],
  [['$', '{}/orders/$', '{}'].join(''), 'PUT', 'PUT /orders/{id}'],
])('calls %s as the script does, or by method and path', (name, method, called) => {
  expect(nameOf({ name, method })).toBe(called)
})
