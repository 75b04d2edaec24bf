import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

test.each([
  ['an address', 'url="http://proxy.example:8080"', 'proxy.example:8080', undefined],
  [
    'credentials',
    'url="http://proxy.example" username="ann" password="x:y"',
    'proxy.example',
    basic('ann:x:y'),
  ],
  [
    'expressions',
    'url="@("http://" + "p.example")" username="@(context.Api.Id)" password="@("s")"',
    'p.example',
    basic('orders:s'),
  ],
])('the backend is called through a proxy: %s', async (_case, attributes, host, authorization) => {
  const gateway = gatewayWith({ api: inbound(`<proxy ${attributes} />`) })
  const { status, exchange } = await gateway.send({ path })
  expect([status, exchange.proxy?.base.host, exchange.proxy?.authorization]).toEqual([
    200,
    host,
    authorization,
  ])
})

test('a proxy over TLS cannot be called, which is said at load', async () => {
  const gateway = gatewayWith({ api: inbound('<proxy url="https://proxy.example" />') })
  expect(gateway.warnings.map(({ what }) => what)).toEqual([
    '"https://proxy.example" is no http URL',
  ])
  expect((await gateway.send({ path })).status).toBe(500)
})

test('an expression that gives no address is an error', async () => {
  const gateway = gatewayWith({ api: inbound('<proxy url="@("nowhere")" />') })
  const { status, exchange } = await gateway.send({ path })
  expect([status, exchange.lastError?.reason]).toEqual([500, 'ProxyNotValid'])
})

test('a request of a policy has a proxy of its own', async () => {
  const request =
    '<send-request response-variable-name="r"><set-url>https://stock.example/</set-url><proxy url="http://proxy.example:3128" username="ann" password="x" /></send-request>'
  const gateway = gatewayWith({ api: inbound(request) }, { beside: [{ status: 200 }] })
  await gateway.send({ path })
  expect(gateway.sent[0]?.proxy).toMatchObject({
    base: { host: 'proxy.example:3128' },
    authorization: basic('ann:x'),
  })
})

test('is refused without a url', () => {
  expect(() => gatewayWith({ api: inbound('<proxy username="ann" />') })).toThrow(/needs url/)
})
