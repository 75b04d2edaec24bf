import { expect, test } from 'vitest'
import { gatewayOf } from './call-of.ts'

test('admits the limit, then rejects with 429 until the window has moved', async () => {
  const call = gatewayOf({ inbound: { product: '<rate-limit calls="2" renewal-period="60" />' } })
  const statusAt = async (atMs: number) => (await call({ atMs })).status
  expect([await statusAt(0), await statusAt(10_000)]).toEqual([200, 200])
  const rejected = await call({ atMs: 20_500 })
  expect(rejected).toMatchObject({
    status: 429,
    headers: { 'Retry-After': '40', 'Content-Type': 'application/json' },
    body: '{ "statusCode": 429, "message": "Rate limit is exceeded. Try again in 40 seconds." }',
    backendCalls: 2,
  })
  expect(rejected.body).toHaveLength(84)
  expect(rejected.exchange.lastError).toMatchObject({
    source: 'rate-limit',
    reason: 'RateLimitExceeded',
    message: 'Rate limit is exceeded',
    scope: 'product',
    section: 'inbound',
    path: 'rate-limit[1]',
  })
  expect(await statusAt(60_000)).toBe(200)
})

test.each([
  ['each subscription has its own calls', 'bob'],
  ['calls without a subscription are not limited', undefined],
])('%s', async (_case, subscription) => {
  const call = gatewayOf({ inbound: { product: '<rate-limit calls="1" renewal-period="60" />' } })
  await call({ subscription: 'alice' })
  expect((await call({ subscription: 'alice' })).status).toBe(429)
  expect((await call({ subscription })).status).toBe(200)
})

test('says what is left, and how long to wait, where it is told to', async () => {
  const names =
    'remaining-calls-header-name="X-Left" total-calls-header-name="X-All" remaining-calls-variable-name="left" retry-after-header-name="X-Wait" retry-after-variable-name="wait"'
  const policy = `<rate-limit calls="2" renewal-period="60" ${names} />`
  const call = gatewayOf({ inbound: { product: policy } })
  const first = await call()
  expect(first.headers).toMatchObject({ 'X-Left': '1', 'X-All': '2' })
  expect(first.exchange.variables.get('left')).toBe(1)
  await call()
  const rejected = await call()
  expect(rejected.headers).toMatchObject({ 'X-Left': '0', 'X-All': '2', 'X-Wait': '60' })
  expect(rejected.headers['Retry-After']).toBeUndefined()
  expect(rejected.exchange.variables.get('wait')).toBe(60)
})

test.each([
  ['an API by id', '<api id="orders" calls="1" renewal-period="60" />'],
  ['an API by name', '<api name="The orders" calls="1" renewal-period="60" />'],
  ['id before name', '<api id="orders" name="The customers" calls="1" renewal-period="60" />'],
  [
    'an operation of an API',
    '<api id="orders" calls="9" renewal-period="60"><operation id="list-orders" calls="1" renewal-period="60" /></api>',
  ],
])('limits %s apart from the rest of the product', async (_case, child) => {
  const policy = `<rate-limit calls="3" renewal-period="60">${child}</rate-limit>`
  const call = gatewayOf({ inbound: { product: policy } })
  const statusOf = async (api: 'orders' | 'customers') => (await call({ api })).status
  // The rejected call counts for nobody: the product has two more, for the other API.
  expect([await statusOf('orders'), await statusOf('orders')]).toEqual([200, 429])
  const others = [await statusOf('customers'), await statusOf('customers')]
  expect([...others, await statusOf('customers')]).toEqual([200, 200, 429])
})

test.each([
  ['more than five minutes', 'calls="1" renewal-period="301"', 'at most 300 seconds'],
  ['no calls', 'renewal-period="60"', 'calls'],
])('does not load with %s', (_case, attributes, said) => {
  const load = () => gatewayOf({ inbound: { product: `<rate-limit ${attributes} />` } })
  expect(load).toThrow(said)
})
