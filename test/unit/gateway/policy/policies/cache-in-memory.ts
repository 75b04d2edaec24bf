import { newCacheStore } from '../../../../../gateway/cache/cache-store.ts'
import { regionCache } from '../../../../../gateway/cache/region-cache.ts'

/** The cache of a region with one instance, at a time that the test sets. */
export function cacheInMemory() {
  const time = { nowMs: 0 }
  const nowMs = () => time.nowMs
  const peers = {
    alivePeers: () => [],
    askEntry: async () => undefined,
    tellEntry: () => undefined,
  }
  return { time, cache: regionCache({ self: 'a', store: newCacheStore({ nowMs }), peers, nowMs }) }
}
