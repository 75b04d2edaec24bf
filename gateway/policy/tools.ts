import type { BackendCaller } from '../backends/call.ts'
import type { Cache } from '../cache/cache.ts'
import type { Clock } from '../clock.ts'
import type { Concurrency } from '../counters/concurrency.ts'
import type { Counters } from '../counters/counters.ts'
import type { AccessTokens } from '../identity/access-tokens.ts'
import type { OpenId } from '../jwt/open-id.ts'
import type { CacheWitness } from '../telemetry/cache-ledger.ts'
import type { CustomMetrics } from '../telemetry/custom-metrics.ts'
import type { EventSink } from '../telemetry/event-sink.ts'

/** What an instance lends its policies; it outlives revisions. */
export type Tools = {
  readonly clock: Clock
  readonly counters: Counters
  readonly concurrency: Concurrency
  readonly cache: Cache
  /** Absent: none is configured. */
  readonly externalCache?: Cache | undefined
  /** Absent: nobody keeps what response caches give and get. */
  readonly cacheWitness?: CacheWitness | undefined
  readonly backends: BackendCaller
  readonly openId: OpenId
  readonly accessTokens: AccessTokens
  readonly events: EventSink
  readonly customMetrics: CustomMetrics
}
