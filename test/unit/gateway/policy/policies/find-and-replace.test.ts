import { expect, test } from 'vitest'
import { gatewayWith, inbound, outbound } from '../../in-memory.ts'

test('replaces every occurrence in the response', async () => {
  const gateway = gatewayWith(
    { api: outbound('<find-and-replace from="a.b" to="x" />') },
    { backend: [{ status: 200, body: 'a.b acb a.b' }] },
  )
  expect((await gateway.send({ path: '/orders/item/1' })).text).toBe('x acb x')
})

test('replaces in the request', async () => {
  const gateway = gatewayWith({ api: inbound('<find-and-replace from="old" to="new" />') })
  await gateway.send({ path: '/orders/item', method: 'POST', body: 'old, old' })
  expect(gateway.calls[0]?.body).toBe('new, new')
})
