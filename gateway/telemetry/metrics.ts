import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { RequestWitness } from './request-ledger.ts'

export type Metrics = {
  readonly witness: RequestWitness
  setRevision(revision: number): void
  /** Prometheus text format. */
  text(): Promise<string>
  readonly contentType: string
}

// Those of the self-hosted gateway. Source: APIM, self-hosted gateway metrics.
const bucketsMs = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000]

/** Counts what the ledger records, for those who watch an instance from outside. */
export function gatewayMetrics(instance: string): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ instance })
  const registers = [registry]
  const requests = new Counter({
    name: 'gatedrill_requests_total',
    help: 'Requests by API, status code, layer and the policy that answered',
    labelNames: ['api', 'status', 'layer', 'policy', 'reason', 'event'],
    registers,
  })
  const durations = new Histogram({
    name: 'gatedrill_request_duration_milliseconds',
    help: 'From the arrival of the head to the end of the response',
    labelNames: ['api'],
    buckets: bucketsMs,
    registers,
  })
  const backendDurations = new Histogram({
    name: 'gatedrill_backend_duration_milliseconds',
    help: 'All attempts of a request: connect, send, wait, receive',
    labelNames: ['api'],
    buckets: bucketsMs,
    registers,
  })
  const inFlight = new Gauge({
    name: 'gatedrill_requests_in_flight',
    help: 'Requests received and not ended',
    registers,
  })
  const revisionGauge = new Gauge({
    name: 'gatedrill_revision',
    help: 'Number of the configuration revision that is served',
    registers,
  })
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    setRevision: (revision) => revisionGauge.set(revision),
    witness(record) {
      if (record.event === 'received') return inFlight.inc()
      inFlight.dec()
      const { api, status, layer, policy, reason, event } = record
      requests.inc({ api, status, layer, policy, reason, event })
      durations.observe({ api }, (record.endedAtUs - record.receivedAtUs) / 1_000)
      if (record.backendAttempts > 0) backendDurations.observe({ api }, record.backendUs / 1_000)
    },
  }
}
