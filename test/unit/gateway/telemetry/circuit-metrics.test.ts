import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { circuitMetrics } from '../../../../gateway/telemetry/circuit-metrics.ts'

test('shows which circuits are open now, also when nobody has asked one since', async () => {
  let nowMs = 0
  const registry = new Registry()
  const changed = circuitMetrics(registry, () => nowMs)
  changed({ backendId: 'stock', rule: 'r', state: 'open', atMs: 0, untilMs: 5_000 })
  const open = async () => /gatedrill_circuit_open\{backend="stock"\} (\d)/.exec(await text())?.[1]
  const text = () => registry.metrics()
  expect(await open()).toBe('1')
  nowMs = 5_000
  expect(await open()).toBe('0')
  changed({ backendId: 'stock', rule: 'r', state: 'closed', atMs: 5_000, untilMs: 5_000 })
  changed({ backendId: 'stock', rule: 'r', state: 'open', atMs: 6_000, untilMs: 9_000 })
  expect(await open()).toBe('1')
  const state = (name: string) => `gatedrill_circuit_changes_total{backend="stock",state="${name}"}`
  expect(await text()).toContain(`${state('open')} 2`)
  expect(await text()).toContain(`${state('closed')} 1`)
})
