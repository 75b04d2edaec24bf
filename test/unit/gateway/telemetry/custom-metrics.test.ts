import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { prometheusMetrics } from '../../../../gateway/telemetry/custom-metrics.ts'

function metricsOf() {
  const registry = new Registry()
  const lines = async () =>
    (await registry.metrics()).split('\n').filter((line) => !line.startsWith('#') && line !== '')
  return { metrics: prometheusMetrics(registry), lines }
}

test('values are counted and added up by dimension', async () => {
  const { metrics, lines } = metricsOf()
  const emit = metrics.metric('my-metrics', 'Total Tokens', ['API ID', 'Client IP'])
  emit(2.5, ['orders', '10.0.0.1'])
  emit(-1, ['orders', '10.0.0.1'])
  emit(4, ['orders', '10.0.0.2'])
  expect(await lines()).toEqual([
    'my_metrics_total_tokens_count{api_id="orders",client_ip="10.0.0.1"} 2',
    'my_metrics_total_tokens_count{api_id="orders",client_ip="10.0.0.2"} 1',
    'my_metrics_total_tokens_sum{api_id="orders",client_ip="10.0.0.1"} 1.5',
    'my_metrics_total_tokens_sum{api_id="orders",client_ip="10.0.0.2"} 4',
  ])
})

test('a metric that is compiled again, with the next revision, goes on', async () => {
  const { metrics, lines } = metricsOf()
  metrics.metric('shop', 'orders', ['a'])(1, ['x'])
  metrics.metric('shop', 'orders', ['a'])(1, ['x'])
  expect(await lines()).toContain('shop_orders_count{a="x"} 2')
})

test('one name with other dimensions is another metric', async () => {
  const { metrics, lines } = metricsOf()
  metrics.metric('shop', 'orders', ['a'])(1, ['x'])
  metrics.metric('shop', 'orders', ['b'])(1, ['y'])
  expect(await lines()).toEqual(
    expect.arrayContaining(['shop_orders_count{a="x"} 1', 'shop_orders_2_count{b="y"} 1']),
  )
})

test('what is no number is left out', async () => {
  const { metrics, lines } = metricsOf()
  metrics.metric('', '1st', [])(Number.NaN, [])
  metrics.metric('', '1st', [])(3, [])
  expect(await lines()).toEqual(['metric_1st_count 1', 'metric_1st_sum 3'])
})

test('a dimension with a value for every request does not grow without end', async () => {
  const { metrics, lines } = metricsOf()
  const emit = metrics.metric('shop', 'orders', ['caller'])
  for (let caller = 0; caller < 1_500; caller += 1) emit(1, [String(caller)])
  const counts = (await lines()).filter((line) => line.includes('_count'))
  expect(counts).toHaveLength(1_001)
  expect(counts).toContain('shop_orders_count{caller="DIMENSION-CAPPED"} 500')
})
