import { LRUCache } from 'lru-cache'
import { type CacheEntry, expiresAtMsOf } from './entry.ts'

/** The entries that one instance holds. */
export type CacheStore = {
  /** Undefined when there is none, or none that is still fresh. */
  get(key: string): CacheEntry | undefined
  set(key: string, entry: CacheEntry): void
  delete(key: string): void
  /** Forgets every entry. */
  clear(): void
  /** From now on it keeps so many bytes, and not more of what it has; absent: as at the start. */
  resize(bytesMax?: number): void
  /** Closed it has nothing, and takes nothing. */
  setClosed(isClosed: boolean): void
  readonly status: {
    readonly entries: number
    readonly bytesMax: number
    readonly isClosed: boolean
    /** How often it forgot every entry. */
    readonly clears: number
  }
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
  const { nowMs } = options
  let bytesMax = options.bytesMax ?? defaultBytesMax
  let entries = entriesOf(bytesMax)
  let isClosed = false
  let clears = 0
  return {
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined || expiresAtMsOf(entry) > nowMs()) return entry
      entries.delete(key)
      return undefined
    },
    set(key, entry) {
      if (!isClosed) entries.set(key, entry)
    },
    delete: (key) => void entries.delete(key),
    clear() {
      clears += 1
      entries.clear()
    },
    resize(given = options.bytesMax ?? defaultBytesMax) {
      const before = entries
      bytesMax = given
      entries = entriesOf(given)
      // What was used last stays, as far as there is room.
      for (const [key, entry] of [...before.entries()].toReversed()) entries.set(key, entry)
    },
    setClosed(isNow) {
      isClosed = isNow
      if (isNow) entries.clear()
    },
    get status() {
      return { entries: entries.size, bytesMax, isClosed, clears }
    },
  }
}

function entriesOf(bytesMax: number): LRUCache<string, CacheEntry> {
  return new LRUCache<string, CacheEntry>({
    maxSize: bytesMax,
    sizeCalculation: (entry, key) => key.length + bytesOf(entry),
  })
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
