import { describe, expect, test } from 'vitest'
import { gatewayWith, inbound, outbound } from '../../in-memory.ts'

const path = '/orders/item/1'
const header = (attributes: string, values = '<value>new</value>') =>
  `<set-header name="X" ${attributes}>${values}</set-header>`

describe('on a request that has the header', () => {
  test.each([
    ['override by default', '', 'new'],
    ['override', 'exists-action="override"', 'new'],
    ['skip', 'exists-action="skip"', 'old'],
    ['append', 'exists-action="append"', 'old,new'],
    ['delete', 'exists-action="delete"', undefined],
    ['an action from an expression', 'exists-action="@(&quot;skip&quot;)"', 'old'],
  ])('%s', async (_case, attributes, expected) => {
    const gateway = gatewayWith({ api: inbound(header(attributes)) })
    await gateway.send({ path, headers: { X: 'old' } })
    expect(gateway.calls[0]?.headers.first('x')).toBe(expected)
  })
})

test.each([
  ['of most headers become one line', 'X', ['a,b']],
  ['of Set-Cookie stay lines of their own', 'Set-Cookie', ['a', 'b']],
])('several values %s', async (_case, name, expected) => {
  const policy = `<set-header name="${name}"><value>a</value><value>b</value></set-header>`
  const { headers } = await gatewayWith({ api: outbound(policy) }).send({ path })
  expect(headers.get(name)).toEqual(expected)
})

test.each(['Connection', 'Content-Length', 'Keep-Alive', 'Transfer-Encoding'])(
  '%s belongs to the connection and cannot be set',
  async (name) => {
    const policy = `<set-header name="${name}"><value>1</value></set-header>`
    const { headers } = await gatewayWith({ api: outbound(policy) }).send({ path })
    expect(headers.has(name)).toBe(false)
  },
)

test('a value may be an expression over the request', async () => {
  const gateway = gatewayWith({
    api: inbound(header('', '<value>@(context.Request.MatchedParameters["id"])</value>')),
  })
  await gateway.send({ path: '/orders/item/42' })
  expect(gateway.calls[0]?.headers.first('X')).toBe('42')
})
