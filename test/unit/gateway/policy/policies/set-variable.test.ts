import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'

test('set-variable keeps what an expression gives, and literals as strings', async () => {
  const policy =
    '<set-variable name="n" value="@(6 * 7)" /><set-variable name="s" value="42" />' +
    '<set-header name="X"><value>@((int)context.Variables["n"] + 1 + (string)context.Variables["s"])</value></set-header>'
  const gateway = gatewayWith({ api: inbound(policy) })
  await gateway.send({ path })
  expect(gateway.calls[0]?.headers.first('X')).toBe('4342')
})
