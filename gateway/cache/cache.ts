import type { Value } from '../policy/expressions/value.ts'

export type CachedResponse = {
  readonly status: number
  readonly reason: string
  readonly headers: readonly (readonly [name: string, values: readonly string[]])[]
  readonly body: Buffer
  /** Of the run's clock. */
  readonly storedAtMs: number
  readonly expiresAtMs: number
  /** The request whose answer it is. */
  readonly storedBy: number
  /** Of what another instance held: which. */
  readonly holder?: string
}

/** Whose request it is: its trace is told what went wrong on the way to a cache. */
export type CacheCaller = { readonly trace: (source: string, message: string) => void }

/**
 * The region's internal cache, or an external one. It never fails a request: what cannot be read
 * is a miss, what cannot be stored is forgotten. Source: APIM, api-management-howto-cache.
 */
export type Cache = {
  get(
    key: string,
    caller?: CacheCaller,
  ): CachedResponse | undefined | Promise<CachedResponse | undefined>
  set(key: string, response: CachedResponse, caller?: CacheCaller): void
  /** A value of a policy, with keys of their own; undefined is a miss, null a value. */
  getValue(key: string, caller?: CacheCaller): Value | undefined | Promise<Value | undefined>
  /** `expiresAtMs` is of the run's clock. */
  setValue(key: string, value: Value, expiresAtMs: number, caller?: CacheCaller): void
  /** A promise of false when it could not be told; nothing when it never fails. */
  removeValue(key: string, caller?: CacheCaller): undefined | Promise<boolean>
}
