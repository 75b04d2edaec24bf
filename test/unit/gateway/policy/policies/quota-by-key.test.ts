import { expect, test } from 'vitest'
import { gatewayOf } from './call-of.ts'

const quota = (attributes: string) => `<quota-by-key counter-key="k" ${attributes} />`

test('windows are counted from the first period', async () => {
  const start = 'first-period-start="1970-01-01T00:01:00Z"'
  const policy = quota(`calls="1" renewal-period="300" ${start}`)
  const call = gatewayOf({ inbound: { api: policy } })
  const statusAt = async (atMs: number) => (await call({ atMs })).status
  expect([await statusAt(0), await statusAt(59_000), await statusAt(60_000)]).toEqual([
    200, 403, 200,
  ])
  expect((await call({ atMs: 61_000 })).headers['Retry-After']).toBe('299')
})

test('a request counts once, however many policies name its key', async () => {
  const policy = quota('calls="2" renewal-period="300"')
  const call = gatewayOf({ inbound: { product: policy, api: policy } })
  const statuses = [await call(), await call(), await call()].map(({ status }) => status)
  expect(statuses).toEqual([200, 200, 403])
})

test('a condition on the response is asked at the end, once', async () => {
  const condition = 'increment-condition="@(context.Response.StatusCode &lt; 400)"'
  const policy = quota(`calls="2" renewal-period="300" ${condition}`)
  let status = 500
  const call = gatewayOf({
    inbound: { product: policy, api: policy },
    respond: () => ({ status }),
  })
  for (const _try of [1, 2, 3]) expect((await call()).status).toBe(500)
  status = 200
  const statuses = [await call(), await call(), await call()].map((answer) => answer.status)
  expect(statuses).toEqual([200, 200, 403])
})

test('does not load with a window that the service would not have', () => {
  const load = () => gatewayOf({ inbound: { api: quota('calls="1" renewal-period="299"') } })
  expect(load).toThrow('0, or at least 300 seconds')
})
