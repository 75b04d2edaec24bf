import { describe, expect, test } from 'vitest'
import { type BackendSays, gatewayWith } from '../../in-memory.ts'

const path = '/orders/item/1'
const backendSection = (attributes: string) =>
  `<policies><backend><retry condition="@(context.Response == null || context.Response.StatusCode >= 500)" ${attributes}><forward-request /></retry></backend></policies>`

function gatewayThatRetries(attributes: string, backend: readonly BackendSays[]) {
  return gatewayWith({ api: backendSection(attributes) }, { backend })
}

test.each([
  ['once when the first answer is good', [{ status: 200 }], 1, 200],
  ['until an answer is good', [{ status: 503 }, { status: 500 }, { status: 200 }], 3, 200],
  ['no more than it may', [{ status: 503 }], 4, 503],
  ['after a failure', [{ failure: 'Timeout' as const }, { status: 200 }], 2, 200],
])('runs its policies %s', async (_case, backend, calls, status) => {
  const gateway = gatewayThatRetries('count="3" interval="1"', backend)
  const answer = await gateway.send({ path })
  expect([gateway.calls.length, answer.status]).toEqual([calls, status])
})

test('the last failure is told when no try is left', async () => {
  const gateway = gatewayThatRetries('count="2" interval="1"', [
    { failure: 'BackendConnectionFailure' },
  ])
  const { status, exchange } = await gateway.send({ path })
  expect([status, gateway.calls.length]).toEqual([500, 3])
  expect(exchange.lastError).toMatchObject({
    source: 'forward-request',
    reason: 'BackendConnectionFailure',
    path: 'retry[1]\\forward-request[1]',
  })
})

test('a recovered request is not a failed one', async () => {
  const gateway = gatewayThatRetries('count="2" interval="1"', [
    { failure: 'Timeout' },
    { status: 200 },
  ])
  const { exchange } = await gateway.send({ path })
  expect([exchange.lastError, exchange.attribution.layer]).toEqual([undefined, 'backend'])
})

describe('waits', () => {
  test.each([
    ['a fixed interval', 'count="3" interval="2"', [2, 2, 2]],
    ['longer by delta', 'count="3" interval="1" delta="2"', [1, 3, 5]],
    [
      'exponentially up to a bound',
      'count="5" interval="10" delta="10" max-interval="100"',
      [10, 20, 40, 80, 100],
    ],
    [
      'not at all the first time, if told so',
      'count="3" interval="2" first-fast-retry="true"',
      [2, 2],
    ],
  ])('%s', async (_case, attributes, expectedS) => {
    const gateway = gatewayThatRetries(attributes, [{ status: 503 }])
    await gateway.send({ path })
    expect(gateway.waitsMs.map((ms) => ms / 1_000)).toEqual(expectedS)
  })
})

test('a response that its policies return is no reason to try again', async () => {
  const policy =
    '<policies><backend><retry condition="true" count="3" interval="1"><return-response><set-status code="503" /></return-response></retry></backend></policies>'
  const gateway = gatewayWith({ api: policy })
  expect((await gateway.send({ path })).status).toBe(503)
  expect(gateway.waitsMs).toEqual([])
})
