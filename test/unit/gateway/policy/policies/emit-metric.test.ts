import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { prometheusMetrics } from '../../../../../gateway/telemetry/custom-metrics.ts'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'
const apiId = '<dimension name="API ID" />'
const custom = (count: number) =>
  Array.from({ length: count }, (_, index) => `<dimension name="d${index}" value="v" />`).join('')

test.each([
  ['one of the service’s namespace', '', apiId, 'API Management: orders 1 API ID=orders'],
  ['a value', 'value="2.5"', apiId, 'API Management: orders 2.5 API ID=orders'],
  [
    'expressions',
    'namespace="shop" value="@(2 * 3)"',
    '<dimension name="method" value="@(context.Request.Method)" />',
    'shop: orders 6 method=GET',
  ],
  [
    'all dimensions that need no value',
    '',
    '<dimension name="Operation ID" /><dimension name="Product ID" /><dimension name="User ID" /><dimension name="Subscription ID" /><dimension name="Location" /><dimension name="Gateway ID" />',
    'API Management: orders 1 Operation ID=item Product ID= User ID= Subscription ID= Location=westeurope Gateway ID=g',
  ],
])('traces %s', async (_case, attributes, dimensions, line) => {
  const api = inbound(`<emit-metric name="orders" ${attributes}>${dimensions}</emit-metric>`)
  const { status, traced } = await gatewayWith({ api }).send({ path })
  expect([status, traced]).toEqual([200, [`emit-metric: ${line}`]])
})

test.each([
  ['no name', '', apiId, /<emit-metric> needs name/],
  ['an expression for a name', 'name="@(1)"', apiId, /name of <emit-metric> is not valid/],
  ['a value that is no number', 'name="a" value="one"', apiId, /value of <emit-metric>/],
  ['no dimension', 'name="a"', '', /emit-metric has no dimension/],
  [
    'a custom dimension without value',
    'name="a"',
    '<dimension name="plan" />',
    /plan has no value/,
  ],
  ['another element', 'name="a"', `${apiId}<value />`, /<value> stands in emit-metric/],
])('is refused with %s', (_case, attributes, dimensions, message) => {
  const api = inbound(`<emit-metric ${attributes}>${dimensions}</emit-metric>`)
  expect(() => gatewayWith({ api })).toThrow(message)
})

test('five custom dimensions stand beside the service’s own', () => {
  const api = inbound(`<emit-metric name="a">${apiId}${custom(5)}</emit-metric>`)
  expect(gatewayWith({ api }).warnings).toEqual([])
})

test('six are kept, and the documented limit is said', async () => {
  const gateway = gatewayWith({ api: inbound(`<emit-metric name="a">${custom(6)}</emit-metric>`) })
  expect(gateway.warnings.map(({ what }) => what)).toEqual(['emit-metric has 6 custom dimensions'])
  expect((await gateway.send({ path })).status).toBe(200)
})

test('adds up in the instance, by dimension, with names that expressions give too', async () => {
  const registry = new Registry()
  const customMetrics = prometheusMetrics(registry)
  const api = inbound(
    `<emit-metric name="orders" namespace="shop" value="2">${apiId}</emit-metric>
     <emit-metric name="calls"><dimension name="@(&quot;by &quot; + context.Request.Method)" value="x" /></emit-metric>`,
  )
  const gateway = gatewayWith({ api }, { tools: { customMetrics } })
  await gateway.send({ path })
  await gateway.send({ path })
  const text = await registry.metrics()
  expect(text).toContain('shop_orders_sum{api_id="orders"} 4')
  expect(text).toContain('api_management_calls_count{by_get="x"} 2')
})
