import type { CircuitWatch } from '../backends/circuit.ts'
import { type CapacityReading, capacityMetrics } from './capacity-meter.ts'
import { circuitMetrics } from './circuit-metrics.ts'
import { type CustomMetrics, prometheusMetrics } from './custom-metrics.ts'
import { Gauge, Registry } from './prometheus.ts'
import type { RequestWitness } from './request-ledger.ts'
import { RequestMetrics } from './request-metrics.ts'

export type MetricsOptions = {
  /** Absent: nothing limits the instance. */
  readonly capacity?: CapacityReading | undefined
  /** A label of every series; absent: the first version, without a label. */
  readonly platformVersion?: string | undefined
}

export type Metrics = {
  readonly witness: RequestWitness
  readonly circuitChanged: CircuitWatch
  setRevision(revision: number): void
  readonly custom: CustomMetrics
  /** Prometheus text format. */
  text(): Promise<string>
  readonly contentType: string
}

/** Counts what the ledger records, for those who watch an instance from outside; capacity too if it has a limit. */
export function gatewayMetrics(
  instance: string,
  nowMs: () => number,
  { capacity, platformVersion }: MetricsOptions = {},
): Metrics {
  const registry = new Registry()
  const version = platformVersion === undefined ? {} : { platform_version: platformVersion }
  registry.setDefaultLabels({ instance, ...version })
  const registers = [registry]
  const requests = new RequestMetrics(registry)
  let inFlight = 0
  new Gauge({
    name: 'gatedrill_requests_in_flight',
    help: 'Requests received and not ended',
    registers,
    collect() {
      this.set(inFlight)
    },
  })
  const revisionGauge = new Gauge({
    name: 'gatedrill_revision',
    help: 'Number of the configuration revision that is served',
    registers,
  })
  if (capacity !== undefined) capacityMetrics(registry, capacity)
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    custom: prometheusMetrics(registry),
    setRevision: (revision) => revisionGauge.set(revision),
    circuitChanged: circuitMetrics(registry, nowMs),
    witness(record) {
      if (record.event === 'received') {
        inFlight += 1
        return
      }
      inFlight -= 1
      requests.ended(record)
    },
  }
}
