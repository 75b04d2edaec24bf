import type { Registry } from 'prom-client'
import type { GatewayRecord } from '../../ledger/records.ts'
import { Counter, Histogram } from './prometheus.ts'

// Those of the self-hosted gateway. Source: APIM, self-hosted gateway metrics.
const bucketsMs = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000]

/** Requests that ended alike. */
type Outcome = Pick<GatewayRecord, 'status' | 'layer' | 'policy' | 'reason' | 'event'> & {
  count: number
}

class Durations {
  readonly counts = new Array<number>(bucketsMs.length + 1).fill(0)
  sumMs = 0
  count = 0

  observe(durationMs: number): void {
    let bucket = 0
    while (durationMs > (bucketsMs[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1
    this.sumMs += durationMs
    this.count += 1
  }
}

class ApiSeries {
  readonly outcomes: Outcome[] = []
  readonly whole = new Durations()
  readonly backend = new Durations()
}

/**
 * Counts requests by API and outcome, and their durations. Every request is counted and hardly
 * anyone asks, so labels are put to numbers only when the metrics are read.
 */
export class RequestMetrics {
  readonly #apis = new Map<string, ApiSeries>()

  constructor(registry: Registry) {
    const registers = [registry]
    const apis = this.#apis
    const requests = new Counter({
      name: 'gatedrill_requests_total',
      help: 'Requests by API, status code, layer and the policy that answered',
      labelNames: ['api', 'status', 'layer', 'policy', 'reason', 'event'],
      registers,
      collect() {
        requests.reset()
        for (const [api, { outcomes }] of apis) {
          for (const { count, ...labels } of outcomes) requests.inc({ api, ...labels }, count)
        }
      },
    })
    new DurationHistogram(
      'gatedrill_request_duration_milliseconds',
      'From the arrival of the head to the end of the response',
      () => [...apis].map(([api, { whole }]) => [api, whole]),
      registry,
    )
    new DurationHistogram(
      'gatedrill_backend_duration_milliseconds',
      'All attempts of a request: connect, send, wait, receive',
      () => [...apis].map(([api, { backend }]) => [api, backend]),
      registry,
    )
  }

  ended(record: GatewayRecord): void {
    const series = this.#seriesOf(record.api)
    outcomeOf(series.outcomes, record).count += 1
    series.whole.observe((record.endedAtUs - record.receivedAtUs) / 1_000)
    if (record.backendAttempts > 0) series.backend.observe(record.backendUs / 1_000)
  }

  #seriesOf(api: string): ApiSeries {
    const known = this.#apis.get(api)
    if (known !== undefined) return known
    const series = new ApiSeries()
    this.#apis.set(api, series)
    return series
  }
}

/** There are few of them, and the same again and again. */
function outcomeOf(outcomes: Outcome[], record: GatewayRecord): Outcome {
  const { status, layer, policy, reason, event } = record
  for (const one of outcomes) {
    if (one.status !== status || one.event !== event || one.layer !== layer) continue
    if (one.policy === policy && one.reason === reason) return one
  }
  const outcome = { status, layer, policy, reason, event, count: 0 }
  outcomes.push(outcome)
  return outcome
}

type Series = readonly (readonly [api: string, durations: Durations])[]

/** A histogram whose counts are kept elsewhere. */
class DurationHistogram extends Histogram<'api'> {
  readonly #series: () => Series
  readonly #about: { readonly name: string; readonly help: string }

  constructor(name: string, help: string, series: () => Series, registry: Registry) {
    super({ name, help, labelNames: ['api'], buckets: bucketsMs, registers: [registry] })
    this.#series = series
    this.#about = { name, help }
  }

  /** What the registry asks for, and `get` too. */
  async getForPromString(): Promise<HistogramText> {
    const { name, help } = this.#about
    const values = this.#series().flatMap((series) => rowsOf(name, series))
    return { name, help, type: 'histogram', values, aggregator: 'sum' }
  }
}

type HistogramText = {
  readonly name: string
  readonly help: string
  readonly type: 'histogram'
  readonly values: readonly Row[]
  readonly aggregator: 'sum'
}
type Row = {
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
  readonly metricName: string
}

function rowsOf(name: string, [api, { counts, sumMs, count }]: Series[number]): readonly Row[] {
  let below = 0
  const buckets = [...bucketsMs, '+Inf'].map((le, index) => {
    below += counts[index] ?? 0
    return { labels: { le, api }, value: below, metricName: `${name}_bucket` }
  })
  return [
    ...buckets,
    { labels: { api }, value: sumMs, metricName: `${name}_sum` },
    { labels: { api }, value: count, metricName: `${name}_count` },
  ]
}
