import { LRUCache } from 'lru-cache'
import { type CacheEntry, expiresAtMsOf } from './entry.ts'

/** The entries that one instance holds. */
export type CacheStore = {
  /** Undefined when there is none, or none that is still fresh. */
  get(key: string): CacheEntry | undefined
  set(key: string, entry: CacheEntry): void
  delete(key: string): void
}

export type CacheStoreOptions = {
  readonly bytesMax?: number
  /** Of the run's clock. */
  readonly nowMs: () => number
}

// Of an instance. The service gives a Premium unit 5 GiB; a whole region runs on one machine here.
const defaultBytesMax = 64 * 1024 * 1024

/** Bounded by bytes; what was used longest ago goes first. Volatile, as the service's is. */
export function newCacheStore(options: CacheStoreOptions): CacheStore {
  const { bytesMax = defaultBytesMax, nowMs } = options
  const entries = new LRUCache<string, CacheEntry>({
    maxSize: bytesMax,
    sizeCalculation: (entry, key) => key.length + bytesOf(entry),
  })
  return {
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined || expiresAtMsOf(entry) > nowMs()) return entry
      entries.delete(key)
      return undefined
    },
    set: (key, entry) => void entries.set(key, entry),
    delete: (key) => void entries.delete(key),
  }
}

// Of objects and references around the bytes themselves.
const overheadBytes = 256

function bytesOf(entry: CacheEntry): number {
  if (entry.kind === 'value') return overheadBytes + JSON.stringify(entry.value).length
  const { headers, body } = entry.response
  const headerBytes = headers.reduce(
    (sum, [name, values]) => sum + name.length + values.join().length,
    0,
  )
  return overheadBytes + body.length + headerBytes
}
