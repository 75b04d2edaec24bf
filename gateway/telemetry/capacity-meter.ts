import type { Registry } from 'prom-client'
import type { Clock } from '../clock.ts'
import type { Capacity, Governor } from '../transport/governor.ts'
import { Gauge } from './prometheus.ts'

// Shorter, a single burst would look like overload.
const spanMinMs = 250

/**
 * Reads how much of an instance's capacity is used, in percent, over the time since it was read
 * last but at least a quarter of a second; each reader has its own. A model: the share of time that the instance
 * was busy, or how full its line of waiting requests is, whichever is more. The service makes its
 * metric from CPU, memory and queue lengths, and does not say how.
 * Source: APIM, api-management-capacity.
 */
export function capacityMeter(governor: Governor, { nowUs }: Pick<Clock, 'nowUs'>): () => number {
  let fromMs = nowUs() / 1_000
  let busyFromMs = governor.busyMs()
  let percent = 0
  return () => {
    const toMs = nowUs() / 1_000
    if (toMs - fromMs < spanMinMs) return percent
    const busyToMs = governor.busyMs()
    const busyShare = (busyToMs - busyFromMs) / (toMs - fromMs)
    percent = 100 * Math.min(1, Math.max(0, busyShare, governor.queueShare()))
    fromMs = toMs
    busyFromMs = busyToMs
    return percent
  }
}

export type CapacityReading = {
  readonly metric: Capacity['metric']
  readonly percent: () => number
}

const gauges = [
  { metric: 'Capacity', name: 'gatedrill_capacity_percent' },
  { metric: 'CpuPercent_Gateway', name: 'gatedrill_cpu_percent_gateway' },
] as const

/** Classic tiers show the one and the v2 tiers the other; the other one is 0. Source: APIM, metrics. */
export function capacityMetrics(registry: Registry, reading: CapacityReading): void {
  for (const { metric, name } of gauges) {
    new Gauge({
      name,
      help: `${metric} of the instance: how much of its capacity is used, since it was read last`,
      registers: [registry],
      collect() {
        this.set(metric === reading.metric ? reading.percent() : 0)
      },
    })
  }
}
