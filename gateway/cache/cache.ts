import type { Value } from '../policy/expressions/value.ts'

export type CachedResponse = {
  readonly status: number
  readonly reason: string
  readonly headers: readonly (readonly [name: string, values: readonly string[]])[]
  readonly body: Buffer
  /** Of the run's clock. */
  readonly storedAtMs: number
  readonly expiresAtMs: number
}

/**
 * The region's internal cache. It never fails a request: what cannot be read is a miss, what
 * cannot be stored is forgotten. Source: APIM, api-management-howto-cache.
 */
export type Cache = {
  get(key: string): CachedResponse | undefined | Promise<CachedResponse | undefined>
  set(key: string, response: CachedResponse): void
  /** A value of a policy, with keys of their own; undefined is a miss, null a value. */
  getValue(key: string): Value | undefined | Promise<Value | undefined>
  /** `expiresAtMs` is of the run's clock. */
  setValue(key: string, value: Value, expiresAtMs: number): void
  removeValue(key: string): void
}
