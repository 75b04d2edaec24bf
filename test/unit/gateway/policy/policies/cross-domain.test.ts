import { expect, test } from 'vitest'
import { gatewayWith } from '../../in-memory.ts'

const file = '<cross-domain-policy><allow-access-from domain="*" /></cross-domain-policy>'
const globalWith = (inner: string) =>
  `<policies><inbound><set-header name="X"><value>1</value></set-header><cross-domain>${inner}</cross-domain></inbound><backend><forward-request /></backend></policies>`

test('answers with its file where clients look for it', async () => {
  const { status, headers, text, exchange } = await gatewayWith({ global: globalWith(file) }).send({
    path: '/crossdomain.xml',
  })
  expect([status, headers.first('content-type')]).toEqual([200, 'text/x-cross-domain-policy'])
  expect(text).toBe(`<?xml version="1.0" encoding="utf-8"?>\n${file}\n`)
  expect(exchange.attribution).toMatchObject({ layer: 'gateway', policy: 'cross-domain' })
})

test.each([
  ['another method', { path: '/crossdomain.xml', method: 'POST' }, 404],
  ['another path', { path: '/orders/item/1' }, 200],
])('does nothing for %s', async (_case, asked, status) => {
  const gateway = gatewayWith({ global: globalWith(file) })
  const answer = await gateway.send(asked)
  expect([answer.status, answer.text.includes('cross-domain-policy')]).toEqual([status, false])
})

test('without the policy there is no such file', async () => {
  expect((await gatewayWith({}).send({ path: '/crossdomain.xml' })).status).toBe(404)
})

test('without a file the policy is refused', () => {
  expect(() => gatewayWith({ global: globalWith('') })).toThrow('cross-domain holds no file')
})
