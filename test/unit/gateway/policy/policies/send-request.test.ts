import { expect, test } from 'vitest'
import { gatewayWith, inbound, outbound } from '../../in-memory.ts'

const path = '/orders/item'
const url = '<set-url>https://stock.example/items?a=1</set-url>'
const sending = (attributes: string, children = url) =>
  `<send-request response-variable-name="stock" ${attributes}>${children}</send-request>`
const show = (expression: string) =>
  `<return-response><set-body>@(${expression})</set-body></return-response>`
const asked = { path, method: 'POST', headers: { user: 'x', host: 'gateway.example' }, body: 'two' }

test.each([
  ['a new one is a GET without anything', '', url, ['GET', undefined, '', 60_000]],
  [
    'children make it',
    'mode="new" timeout="5"',
    `${url}<set-method>put</set-method><set-header name="user"><value>@(context.Api.Id)</value></set-header><set-body>@(context.Operation.Id)</set-body>`,
    ['PUT', 'orders', 'create', 5_000],
  ],
  ['a copy has headers and body', 'mode="copy"', url, ['POST', 'x', 'two', 60_000]],
  [
    'children change a copy',
    'mode="@(&quot;copy&quot;)" timeout="@(1 + 1)"',
    `${url}<set-header name="user" exists-action="delete" /><set-body>three</set-body>`,
    ['POST', undefined, 'three', 2_000],
  ],
])('%s', async (_case, attributes, children, expected) => {
  const gateway = gatewayWith({ api: inbound(sending(attributes, children)) })
  await gateway.send(asked)
  const [{ method, headers, body, timeoutMs, url: to } = unsent()] = gateway.sent
  const text = body.kind === 'bytes' ? body.bytes.toString() : ''
  expect([method, headers.first('user'), text, timeoutMs]).toEqual(expected)
  expect([to, headers.has('host')]).toEqual(['https://stock.example/items?a=1', false])
  expect(gateway.calls[0]?.body).toBe('two')
})

test('a copy does not take the ids of the exchange along: it is no second try of it', async () => {
  const gateway = gatewayWith({ api: inbound(sending('mode="copy"')) })
  const traceparent = '00-0123456789abcdef0000000000000001-0000000000000001-01'
  await gateway.send({ ...asked, headers: { traceparent, user: 'x' } })
  expect(gateway.sent[0]?.headers.has('traceparent')).toBe(false)
  expect(gateway.sent[0]?.headers.has('user')).toBe(true)
})

test('in outbound a copy has no body', async () => {
  const gateway = gatewayWith({ api: outbound(sending('mode="copy"')) })
  await gateway.send(asked)
  expect(gateway.sent[0]?.body.kind).toBe('empty')
})

test('the response is in the variable, whatever its status', async () => {
  const shown = show(
    '((IResponse)context.Variables["stock"]).StatusCode + ((IResponse)context.Variables["stock"]).Body.As<string>()',
  )
  const gateway = gatewayWith(
    { api: inbound(sending('') + shown) },
    { beside: [{ status: 503, body: ' none' }] },
  )
  const { text } = await gateway.send(asked)
  expect([text, gateway.calls]).toEqual(['503 none', []])
})

test('return-response takes it from there', async () => {
  const api = inbound(`${sending('')}<return-response response-variable-name="stock" />`)
  const { status, text } = await gatewayWith(
    { api },
    { beside: [{ status: 201, body: 'made' }] },
  ).send(asked)
  expect([status, text]).toEqual([201, 'made'])
})

test.each(['Timeout', 'BackendConnectionFailure'] as const)('%s is an error', async (failure) => {
  const gateway = gatewayWith({ api: inbound(sending('')) }, { beside: [{ failure }] })
  const { status, exchange } = await gateway.send(asked)
  expect([status, gateway.calls]).toEqual([500, []])
  expect(exchange.lastError).toMatchObject({ source: 'send-request', reason: failure })
  expect(exchange.attribution).toMatchObject({ layer: 'gateway', policy: 'send-request' })
})

test('an ignored error leaves null', async () => {
  const api = inbound(sending('ignore-error="true"') + show('context.Variables["stock"] == null'))
  const gateway = gatewayWith({ api }, { beside: [{ failure: 'Timeout' }] })
  const { status, text, exchange } = await gateway.send(asked)
  expect([status, text, exchange.lastError]).toEqual([200, 'True', undefined])
})

test.each([
  ['no URL', '', '<set-method>GET</set-method>', /send-request has no set-url/],
  ['an empty URL', '', '<set-url />', /set-url is empty/],
  ['another mode', 'mode="clone"', url, /mode of <send-request> is not valid/],
  ['another policy', '', `${url}<set-status code="200" />`, /<set-status> stands in send-request/],
])('is refused with %s', (_case, attributes, children, message) => {
  expect(() => gatewayWith({ api: inbound(sending(attributes, children)) })).toThrow(message)
})

function unsent(): never {
  throw new Error('nothing was sent')
}

test.each([
  ['the API’s backend', '', 'https://backend.example/base/item?a=1'],
  [
    'another base URL',
    '<set-backend-service base-url="https://other.example" />',
    'https://other.example/item?a=1',
  ],
])('a copy without a URL goes to %s', async (_case, before, url) => {
  const gateway = gatewayWith({ api: inbound(before + sending('mode="copy"', '')) })
  await gateway.send({ ...asked, path: `${path}?a=1` })
  expect(gateway.sent[0]?.url).toBe(url)
})
