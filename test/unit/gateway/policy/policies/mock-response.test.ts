import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'

test.each([
  ['<mock-response />', 200, undefined],
  ['<mock-response status-code="404" content-type="application/json" />', 404, 'application/json'],
])('%s ends the request', async (policy, status, type) => {
  const gateway = gatewayWith({ api: inbound(policy) })
  const answer = await gateway.send({ path: '/orders/item/1' })
  expect([answer.status, answer.headers.first('Content-Type'), gateway.calls]).toEqual([
    status,
    type,
    [],
  ])
})
