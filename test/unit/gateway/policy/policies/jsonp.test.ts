import { expect, test } from 'vitest'
import { gatewayWith, outbound } from '../../in-memory.ts'

test.each([
  ['?cb=show', 200, 'show({"a":1});'],
  ['?cb=app.show', 200, 'app.show({"a":1});'],
  ['', 200, '{"a":1}'],
  [
    '?cb=alert(1)',
    400,
    '{ "statusCode": 400, "message": "Value of callback parameter cb is not a valid JavaScript identifier." }',
  ],
])('with %s', async (query, status, expected) => {
  const gateway = gatewayWith(
    { api: outbound('<jsonp callback-parameter-name="cb" />') },
    { backend: [{ status: 200, body: '{"a":1}' }] },
  )
  const answer = await gateway.send({ path: `/orders/item/1${query}` })
  expect([answer.status, answer.text]).toEqual([status, expected])
})
