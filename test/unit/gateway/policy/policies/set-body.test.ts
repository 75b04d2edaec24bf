import { expect, test } from 'vitest'
import { gatewayWith, inbound, outbound } from '../../in-memory.ts'

test('the backend gets the new body', async () => {
  const policy =
    '<set-body>@(context.Request.Body.As<string>(preserveContent: true).ToUpper())</set-body>'
  const gateway = gatewayWith({ api: inbound(policy) })
  await gateway.send({ path: '/orders/item', method: 'POST', body: 'hello' })
  expect(gateway.calls[0]?.body).toBe('HELLO')
})

test('the client gets the new body', async () => {
  const policy = '<set-body>@("[" + context.Response.Body.As<string>() + "]")</set-body>'
  const { text } = await gatewayWith({ api: outbound(policy) }).send({ path: '/orders/item/1' })
  expect(text).toBe('[from the backend]')
})
