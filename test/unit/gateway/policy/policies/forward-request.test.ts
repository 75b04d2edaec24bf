import { expect, test } from 'vitest'
import { gatewayWith } from '../../in-memory.ts'

const path = '/orders/item/1'
const forward = (attributes: string) =>
  `<policies><backend><forward-request ${attributes} /></backend></policies>`

test.each([
  ['300 seconds by default', '', 300_000],
  ['seconds', 'timeout="5"', 5_000],
  ['milliseconds', 'timeout-ms="250"', 250],
  ['an expression', 'timeout="@(2 * 3)"', 6_000],
])('waits for the head of the response: %s', async (_case, attributes, timeoutMs) => {
  const gateway = gatewayWith({ api: forward(attributes) })
  await gateway.send({ path })
  expect(gateway.calls[0]?.options.timeoutMs).toBe(timeoutMs)
})

test.each(['BackendConnectionFailure', 'Timeout'] as const)(
  '%s is an internal error',
  async (failure) => {
    const gateway = gatewayWith({}, { backend: [{ failure }] })
    const { status, text, exchange } = await gateway.send({ path })
    expect([status, text.length]).toEqual([500, 111])
    expect(exchange.lastError).toMatchObject({
      source: 'forward-request',
      reason: failure,
      section: 'backend',
      scope: 'global',
    })
    expect(exchange.attribution).toMatchObject({
      layer: 'gateway',
      policy: 'forward-request',
      reason: failure,
    })
  },
)

test('an error status is passed on with its body', async () => {
  const gateway = gatewayWith({}, { backend: [{ status: 404, body: 'no such order' }] })
  const { status, text, exchange } = await gateway.send({ path })
  expect([status, text, exchange.lastError]).toEqual([404, 'no such order', undefined])
})

test('an error status may be made an error; the answer stays the backend’s', async () => {
  const gateway = gatewayWith(
    { api: forward('fail-on-error-status-code="true"') },
    { backend: [{ status: 404, body: 'no such order' }] },
  )
  const { status, text, exchange } = await gateway.send({ path })
  expect([status, text, exchange.lastError?.source]).toEqual([
    404,
    'no such order',
    'forward-request',
  ])
  expect(exchange.attribution.layer).toBe('backend')
})
