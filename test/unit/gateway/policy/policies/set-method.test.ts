import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'

test('set-method calls the backend with another method', async () => {
  const gateway = gatewayWith({ api: inbound('<set-method>put</set-method>') })
  await gateway.send({ path })
  expect(gateway.calls[0]?.method).toBe('PUT')
})
