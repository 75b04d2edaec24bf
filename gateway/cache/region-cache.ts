import type { Cache } from './cache.ts'
import type { CacheStore } from './cache-store.ts'
import { type CacheEntry, expiresAtMsOf } from './entry.ts'
import { ownerOf } from './rendezvous.ts'
import { restoredValue, storedValueOf } from './stored-value.ts'

/** The other instances of the region, as far as they can be reached. */
export type CachePeers = {
  alivePeers(): readonly string[]
  /** Never rejects: a peer that does not answer soon has nothing. */
  askEntry(peer: string, key: string): Promise<CacheEntry | undefined>
  /** Sends and forgets; undefined removes. */
  tellEntry(peer: string, key: string, entry: CacheEntry | undefined): void
}

export type RegionCacheOptions = {
  /** This instance. */
  readonly self: string
  readonly store: CacheStore
  readonly peers: CachePeers
  /** Of the run's clock. */
  readonly nowMs: () => number
}

/**
 * One cache over the instances of a region: each key has one owner among those that are alive, so
 * a zone that goes takes its share along, and what it owned is fetched anew.
 * Source: APIM, api-management-howto-cache; reliability-api-management.
 */
export function regionCache({ self, store, peers, nowMs }: RegionCacheOptions): Cache {
  const owner = (key: string) => ownerOf(key, [self, ...peers.alivePeers()]) ?? self

  function read(key: string): CacheEntry | undefined | Promise<CacheEntry | undefined> {
    const peer = owner(key)
    return peer === self ? store.get(key) : peers.askEntry(peer, key)
  }

  function write(key: string, entry: CacheEntry | undefined): void {
    const peer = owner(key)
    if (peer !== self) peers.tellEntry(peer, key, entry)
    else if (entry === undefined) store.delete(key)
    else store.set(key, entry)
  }

  const fresh = (entry: CacheEntry | undefined) =>
    entry !== undefined && expiresAtMsOf(entry) > nowMs() ? entry : undefined
  const responseIn = (found: CacheEntry | undefined) => {
    const entry = fresh(found)
    return entry?.kind === 'response' ? entry.response : undefined
  }
  const valueIn = (found: CacheEntry | undefined) => {
    const entry = fresh(found)
    return entry?.kind === 'value' ? restoredValue(entry.value) : undefined
  }

  return {
    get(key) {
      const name = `response/${key}`
      const holder = owner(name)
      if (holder === self) return responseIn(store.get(name))
      return peers.askEntry(holder, name).then((entry) => {
        const response = responseIn(entry)
        return response && { ...response, holder }
      })
    },
    set: (key, response) => write(`response/${key}`, { kind: 'response', response }),
    getValue: (key) => then(read(`value/${key}`), valueIn),
    setValue: (key, value, expiresAtMs) =>
      write(`value/${key}`, { kind: 'value', value: storedValueOf(value), expiresAtMs }),
    removeValue(key) {
      write(`value/${key}`, undefined)
      return undefined
    },
  }
}

/** What this instance owns is read without waiting. */
function then<From, To>(found: From | Promise<From>, use: (found: From) => To): To | Promise<To> {
  return found instanceof Promise ? found.then(use) : use(found)
}
