import type { HostEndpoint } from '../ledger/launch/gateway.ts'
import type { CircuitWatch } from './backends/circuit.ts'
import { fetchJsonThrough } from './backends/fetch-text.ts'
import { BackendPools } from './backends/pools.ts'
import { sendAlone } from './backends/send-alone.ts'
import type { Cache } from './cache/cache.ts'
import type { Clock } from './clock.ts'
import { newConcurrency } from './counters/concurrency.ts'
import type { Counters } from './counters/counters.ts'
import { requestedTokens } from './identity/requested-tokens.ts'
import { type Instance, newInstance } from './instance.ts'
import { pulledOpenId } from './jwt/pulled-open-id.ts'
import type { Deployment } from './pipeline/exchange.ts'
import { randomOf } from './random.ts'
import type { CacheWitness } from './telemetry/cache-ledger.ts'
import type { CustomMetrics } from './telemetry/custom-metrics.ts'
import type { EventSink } from './telemetry/event-sink.ts'
import { requestIds } from './telemetry/request-ids.ts'
import type { RequestWitness } from './telemetry/request-ledger.ts'
import type { RequestLogSink } from './telemetry/request-log.ts'
import type { TraceDesk } from './trace/trace-desk.ts'
import type { Governor } from './transport/governor.ts'

export type OpenInstanceOptions = {
  readonly clock: Clock
  /** Where host names lead; absent: to the real hosts. */
  readonly hosts: Readonly<Record<string, HostEndpoint>> | undefined
  /** PEM of authorities beside the well-known ones, by host name of the backend, or `*`. */
  readonly backendCas?: Readonly<Record<string, readonly string[]>> | undefined
  readonly connectTimeoutMs: number
  /** Of connections to backends. */
  readonly connectionMaxAgeMs?: number | undefined
  /** Other connections than those to `hosts`, which close with the instance too. */
  readonly pools?: BackendPools | undefined
  /** 16 hex digits; requests of other traces get ids of their own. */
  readonly runId: string
  readonly deployment: Deployment
  readonly counters: Counters
  readonly cache: Cache
  /** Absent: none is configured. */
  readonly externalCache?: Cache | undefined
  readonly cacheWitness?: CacheWitness | undefined
  readonly events: EventSink
  readonly customMetrics: CustomMetrics
  /** Takes what diagnostics log; absent: nothing is logged. */
  readonly requestLogSink?: RequestLogSink | undefined
  readonly witness: RequestWitness
  /** Is told when the circuit of a backend opens or closes. */
  readonly circuitChanged: CircuitWatch
  /** Absent: it lets in all that come. */
  readonly governor?: Governor | undefined
  readonly isStrict: boolean
  readonly traceDesk?: TraceDesk | undefined
  readonly defect: (error: unknown) => void
}

// Of discovery documents and key sets.
const fetchMs = 10_000

/** An instance with its connections to backends, which close with it. */
export function openInstance(options: OpenInstanceOptions): Instance & AsyncDisposable {
  const { clock, runId, deployment } = options
  const pools = options.pools ?? new BackendPools(options)
  const openId = pulledOpenId(fetchJsonThrough(pools, clock, fetchMs), clock)
  const accessTokens = requestedTokens((request) => sendAlone({ pools, clock }, request), clock)
  const { counters, cache, externalCache, cacheWitness, events, customMetrics } = options
  const { requestLogSink: sink } = options
  const shared = { clock, counters, cache, externalCache, cacheWitness, events, customMetrics }
  const instance = newInstance({
    ...options,
    pools,
    tools: { ...shared, concurrency: newConcurrency(), openId, accessTokens },
    idsOf: requestIds(runId),
    random: randomOf(`${runId} ${deployment.instanceId}`),
    requestLog: sink && { sink, random: randomOf(`${runId} ${deployment.instanceId} samples`) },
  })
  return Object.assign(instance, { [Symbol.asyncDispose]: () => pools[Symbol.asyncDispose]() })
}
