import { expect, test } from 'vitest'
import { capacityMeter } from '../../../../gateway/telemetry/capacity-meter.ts'
import { gatewayMetrics } from '../../../../gateway/telemetry/metrics.ts'
import type { Governor } from '../../../../gateway/transport/governor.ts'

function governed() {
  let nowMs = 0
  let busyMs = 0
  let queueShare = 0
  const governor: Governor = {
    whenFull: 'answer-503',
    enter: () => undefined,
    busyMs: () => busyMs,
    queueShare: () => queueShare,
  }
  const meter = capacityMeter(governor, { nowUs: () => nowMs * 1_000 })
  return {
    meter,
    pass(spanMs: number, busyShare: number, queue = 0) {
      nowMs += spanMs
      busyMs += spanMs * busyShare
      queueShare = queue
      return meter()
    },
  }
}

test.each([
  ['idle', 0, 0, 0],
  ['half busy', 0.5, 0, 50],
  ['busy with a line behind it', 0.9, 0.95, 95],
  ['more than busy after a burst', 1.02, 0, 100],
])('an instance that is %s', (_case, busyShare, queueShare, percent) => {
  expect(governed().pass(2_000, busyShare, queueShare)).toBeCloseTo(percent)
})

test('a reading is of the time since the last one, and stands for a while', () => {
  const { pass } = governed()
  expect(pass(1_000, 1)).toBe(100)
  expect(pass(200, 0)).toBe(100)
  expect(pass(200, 0)).toBe(0)
})

test.each([
  ['Capacity', 'gatedrill_capacity_percent', 'gatedrill_cpu_percent_gateway'],
  ['CpuPercent_Gateway', 'gatedrill_cpu_percent_gateway', 'gatedrill_capacity_percent'],
] as const)('tiers with %s show it, and the other one as 0', async (metric, shown, other) => {
  const metrics = gatewayMetrics('i', () => 0, { capacity: { metric, percent: () => 73 } })
  const text = await metrics.text()
  expect(text).toContain(`${shown}{instance="i"} 73`)
  expect(text).toContain(`${other}{instance="i"} 0`)
})

test('an instance without a limit shows no capacity', async () => {
  expect(await gatewayMetrics('i', () => 0).text()).not.toMatch(/capacity|cpu/)
})

test('an instance of a newer platform says so with every number', async () => {
  const text = await gatewayMetrics('i', () => 0, { platformVersion: '2' }).text()
  expect(text).toMatch(/gatedrill_revision\{instance="i",platform_version="2"\}/)
})
