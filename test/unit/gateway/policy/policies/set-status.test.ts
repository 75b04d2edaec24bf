import { expect, test } from 'vitest'
import { gatewayWith, outbound } from '../../in-memory.ts'

const path = '/orders/item/1'

test.each([
  ['code and reason', 'code="299" reason="Odd"', 299, 'Odd'],
  ['the usual reason of a code', 'code="404"', 404, 'Not Found'],
  ['an expression', 'code="@(400 + 9)"', 409, 'Conflict'],
])('set-status takes %s', async (_case, attributes, status, reason) => {
  const answer = await gatewayWith({ api: outbound(`<set-status ${attributes} />`) }).send({ path })
  expect([answer.status, answer.reason]).toEqual([status, reason])
})

test('a status code that is none fails where it is computed', async () => {
  const gateway = gatewayWith({ api: outbound('<set-status code="@(7)" />') })
  expect((await gateway.send({ path })).exchange.lastError?.source).toBe('set-status')
})
