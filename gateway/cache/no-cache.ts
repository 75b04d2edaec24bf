import type { Cache } from './cache.ts'

/** Remembers nothing: every read is a miss. */
export const noCache: Cache = {
  get: () => undefined,
  set: () => undefined,
  getValue: () => undefined,
  setValue: () => undefined,
  removeValue: () => undefined,
}
