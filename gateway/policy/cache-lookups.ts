import { z } from 'zod'
import type { Exchange } from '../pipeline/exchange.ts'

/** What `cache-lookup` did not find, and `cache-store` may put there. */
export type CacheLookup = {
  readonly key: string
  /** What caches behind the gateway are told of a response that is fresh for so long. */
  readonly cacheControlOf: (maxAgeS: number) => string
}

const lookups = new WeakMap<Exchange, CacheLookup>()

export function noteLookup(exchange: Exchange, lookup: CacheLookup): void {
  lookups.set(exchange, lookup)
}

/** Undefined when nothing was looked up: then nothing may be stored either. */
export function lookupOf(exchange: Exchange): CacheLookup | undefined {
  return lookups.get(exchange)
}

/**
 * `prefer-external` takes the internal cache where no external one is connected; `external` alone
 * has nothing then, and every read is a miss. Source: APIM, api-management-howto-cache-external.
 */
export const cachingType = z
  .enum(['prefer-external', 'external', 'internal'])
  .default('prefer-external')
