import { expect, test } from 'vitest'
import { gatewayWith, inbound, outbound } from '../../in-memory.ts'

const backendUrl = 'https://backend.example/base/item/2'
const gatewayUrl = 'http://gateway.example/orders/item/2'

test('links to the backend become links to the gateway', async () => {
  const gateway = gatewayWith(
    { api: outbound('<redirect-content-urls />') },
    {
      backend: [
        { status: 200, body: `{"next":"${backendUrl}"}`, headers: { Location: backendUrl } },
      ],
    },
  )
  const { text, headers } = await gateway.send({ path: '/orders/item/1' })
  expect([text, headers.first('Location')]).toEqual([`{"next":"${gatewayUrl}"}`, backendUrl])
})

test('links to the gateway become links to the backend on the way in', async () => {
  const gateway = gatewayWith({ api: inbound('<redirect-content-urls />') })
  await gateway.send({ path: '/orders/item', method: 'POST', body: gatewayUrl })
  expect(gateway.calls[0]?.body).toBe(backendUrl)
})
