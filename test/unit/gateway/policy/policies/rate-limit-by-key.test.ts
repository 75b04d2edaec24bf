import { expect, test } from 'vitest'
import { gatewayOf } from './call-of.ts'

const byUser =
  'counter-key="@(context.Request.Headers.GetValueOrDefault(&quot;X-User&quot;,&quot;&quot;))"'
const as = (user: string, atMs = 0) => ({ headers: { 'X-User': user }, atMs })

test('counts by key', async () => {
  const policy = `<rate-limit-by-key calls="1" renewal-period="10" ${byUser} />`
  const call = gatewayOf({ inbound: { api: policy } })
  expect((await call(as('ann'))).status).toBe(200)
  expect(await call(as('ann', 500))).toMatchObject({
    status: 429,
    headers: { 'Retry-After': '10' },
    body: '{ "statusCode": 429, "message": "Rate limit is exceeded. Try again in 10 seconds." }',
  })
  expect((await call(as('ben'))).status).toBe(200)
})

test('a key has one counter for all scopes', async () => {
  const policy = `<rate-limit-by-key calls="3" renewal-period="10" ${byUser} />`
  const call = gatewayOf({ inbound: { product: policy, api: policy } })
  expect((await call(as('ann'))).status).toBe(200)
  // The third of the window passes the product and is one too many for the API.
  expect((await call(as('ann'))).exchange.lastError).toMatchObject({ scope: 'api' })
})

test.each([
  ['increment-count="3"', 3, '110'],
  ['increment-condition="false"', 1, '111'],
])('literal %s counts at once', async (attribute, calls, expected) => {
  const limit = `<rate-limit-by-key calls="${calls * 2}" renewal-period="10" counter-key="k" ${attribute} />`
  const call = gatewayOf({ inbound: { api: limit } })
  const statuses = [await call(), await call(), await call()].map(({ status }) => status)
  expect(statuses.map((status) => (status === 200 ? 1 : 0)).join('')).toBe(expected)
})

test('an expression is asked when the response is known, so the limit bites one call late', async () => {
  const policy =
    '<rate-limit-by-key calls="1" renewal-period="10" counter-key="k" increment-condition="@(context.Response.StatusCode == 404)" />'
  let status = 200
  const call = gatewayOf({ inbound: { api: policy }, respond: () => ({ status }) })
  expect([(await call()).status, (await call()).status]).toEqual([200, 200])
  status = 404
  expect((await call()).status).toBe(404)
  expect((await call()).status).toBe(429)
})

test('limit and period may be expressions', async () => {
  const policy =
    '<rate-limit-by-key calls="@(context.Subscription.Id == &quot;bob&quot; ? 2 : 1)" renewal-period="@(10)" counter-key="@(context.Subscription.Id)" />'
  const call = gatewayOf({ inbound: { api: policy } })
  const of = async (subscription: string) => (await call({ subscription })).status
  expect([await of('alice'), await of('alice')]).toEqual([200, 429])
  expect([await of('bob'), await of('bob'), await of('bob')]).toEqual([200, 200, 429])
})
