import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { gatewayOf } from './call-of.ts'

test('admits the volume of each window, then rejects with 403 until the next begins', async () => {
  const policy = '<quota calls="2" renewal-period="3600" />'
  const call = gatewayOf({ inbound: { product: policy } })
  const statusAt = async (atMs: number) => (await call({ atMs })).status
  expect([await statusAt(0), await statusAt(1_000)]).toEqual([200, 200])
  const rejected = await call({ atMs: 1_500 })
  const message = 'Out of call volume quota. Quota will be replenished in 00:59:59.'
  expect(rejected).toMatchObject({
    status: 403,
    headers: { 'Retry-After': '3599' },
    body: `{ "statusCode": 403, "message": "${message}" }`,
  })
  expect(rejected.exchange.lastError).toMatchObject({ source: 'quota', reason: 'QuotaExceeded' })
  expect(await statusAt(3_600_000)).toBe(200)
})

test.each([
  ['a lifetime', 0, 'Out of call volume quota.', undefined],
  [
    'two days and a half',
    216_000,
    'Out of call volume quota. Quota will be replenished in 2.12:00:00.',
    '216000',
  ],
])('says how long %s lasts', async (_case, periodS, message, retryAfter) => {
  const policy = `<quota calls="1" renewal-period="${periodS}" />`
  const call = gatewayOf({ inbound: { product: policy } })
  await call()
  const { body, headers } = await call()
  expect(body).toBe(`{ "statusCode": 403, "message": "${message}" }`)
  expect(headers['Retry-After']).toBe(retryAfter)
})

test('bytes of the answers count, streamed ones when they have passed', async () => {
  const policy = '<quota bandwidth="1" renewal-period="3600" />'
  const call = gatewayOf({
    inbound: { product: policy },
    respond: () => ({ body: { kind: 'stream', stream: Readable.from([Buffer.alloc(1_100)]) } }),
  })
  const { exchange } = await call()
  const body = exchange.response?.body
  if (body?.kind !== 'stream') throw new Error('the answer is no stream')
  expect((await call()).status).toBe(200)
  expect(Buffer.concat(await body.stream.toArray())).toHaveLength(1_100)
  expect((await call()).body).toContain('Out of bandwidth quota. Quota will be replenished in')
})

test('limits an API apart', async () => {
  const policy =
    '<quota calls="9" renewal-period="3600"><api id="orders" calls="1" renewal-period="3600" /></quota>'
  const call = gatewayOf({ inbound: { product: policy } })
  await call()
  expect((await call()).status).toBe(403)
  expect((await call({ api: 'customers' })).status).toBe(200)
})

test('a child without a period of its own has that of its parent', async () => {
  const policy = '<quota calls="9" renewal-period="3600"><api id="orders" calls="1" /></quota>'
  const call = gatewayOf({ inbound: { product: policy } })
  await call({ atMs: 0 })
  expect((await call({ atMs: 3_599_000 })).status).toBe(403)
  expect((await call({ atMs: 3_600_000 })).status).toBe(200)
})

test('does not load without any volume', () => {
  const load = () => gatewayOf({ inbound: { product: '<quota renewal-period="3600" />' } })
  expect(load).toThrow('calls or bandwidth or both must be given')
})
