import { expect, test } from 'vitest'
import { gatewayMetrics } from '../../../../gateway/telemetry/metrics.ts'
import type { GatewayRecord } from '../../../../ledger/records.ts'

const received: GatewayRecord = {
  event: 'received',
  requestId: 1,
  attempt: 1,
  receivedAtUs: 1_000,
  endedAtUs: 0,
  api: 'orders',
  operation: 'list',
  product: '',
  subscription: '',
  status: 0,
  layer: 'none',
  policy: '',
  scope: '',
  section: '',
  reason: '',
  cache: 'none',
  backendStatus: 0,
  backendAttempts: 0,
  backendUs: 0,
  revision: 1,
}
const answered: GatewayRecord = {
  ...received,
  event: 'answered',
  endedAtUs: 8_000,
  status: 200,
  layer: 'backend',
  backendAttempts: 1,
  backendUs: 4_000,
}
const limited = { policy: 'rate-limit', reason: 'RateLimitExceeded' } as const

test('counts requests by how they ended, and how long they took', async () => {
  const metrics = gatewayMetrics('i-1', () => 0)
  for (const ended of [
    answered,
    answered,
    { ...answered, ...limited, status: 429, layer: 'gateway', backendAttempts: 0 } as const,
    { ...answered, endedAtUs: 60_000_000, api: 'customers' },
  ]) {
    metrics.witness(received)
    metrics.witness(ended)
  }
  metrics.witness(received)
  const text = await metrics.text()
  const lines = [
    'gatedrill_requests_total{api="orders",status="200",layer="backend",policy="",reason="",event="answered",instance="i-1"} 2',
    'gatedrill_requests_total{api="orders",status="429",layer="gateway",policy="rate-limit",reason="RateLimitExceeded",event="answered",instance="i-1"} 1',
    'gatedrill_requests_in_flight{instance="i-1"} 1',
    'gatedrill_request_duration_milliseconds_bucket{le="5",api="orders",instance="i-1"} 0',
    'gatedrill_request_duration_milliseconds_bucket{le="10",api="orders",instance="i-1"} 3',
    'gatedrill_request_duration_milliseconds_bucket{le="10000",api="customers",instance="i-1"} 0',
    'gatedrill_request_duration_milliseconds_bucket{le="+Inf",api="customers",instance="i-1"} 1',
    'gatedrill_request_duration_milliseconds_sum{api="orders",instance="i-1"} 21',
    'gatedrill_request_duration_milliseconds_count{api="orders",instance="i-1"} 3',
    'gatedrill_backend_duration_milliseconds_count{api="orders",instance="i-1"} 2',
  ]
  expect(text.split('\n')).toEqual(expect.arrayContaining(lines))
  // Reading does not count anything twice.
  expect(await metrics.text()).toBe(text)
})
