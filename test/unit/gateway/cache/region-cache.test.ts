import { expect, test } from 'vitest'
import { newCacheStore } from '../../../../gateway/cache/cache-store.ts'
import type { CacheEntry } from '../../../../gateway/cache/entry.ts'
import { regionCache } from '../../../../gateway/cache/region-cache.ts'
import { ownerOf } from '../../../../gateway/cache/rendezvous.ts'

const response = (expiresAtMs: number) => ({
  status: 200,
  reason: 'OK',
  headers: [],
  body: Buffer.from('body'),
  storedAtMs: 0,
  storedBy: 1,
  expiresAtMs,
})

/** One instance with one peer in memory. */
function cacheBesidePeer() {
  const held = new Map<string, CacheEntry | undefined>()
  const world = { nowMs: 0, alive: ['b'] }
  const nowMs = () => world.nowMs
  const cache = regionCache({
    self: 'a',
    store: newCacheStore({ nowMs }),
    peers: {
      alivePeers: () => world.alive,
      askEntry: async (_peer, key) => held.get(key),
      tellEntry: (_peer, key, entry) => held.set(key, entry),
    },
    nowMs,
  })
  return { cache, held, world }
}

const keyOf = (owner: string) => {
  const keys = Array.from({ length: 50 }, (_, index) => `key-${index}`)
  return keys.find((key) => ownerOf(`response/${key}`, ['a', 'b']) === owner) ?? ''
}

test('what it owns is at hand without waiting', () => {
  const { cache, held } = cacheBesidePeer()
  cache.set(keyOf('a'), response(1_000))
  expect(cache.get(keyOf('a'))).toMatchObject({ status: 200 })
  expect(held.size).toBe(0)
})

test('what the peer owns is kept there and asked for', async () => {
  const { cache, held } = cacheBesidePeer()
  cache.set(keyOf('b'), response(1_000))
  expect(held.size).toBe(1)
  expect(await cache.get(keyOf('b'))).toMatchObject({ status: 200 })
})

test('what a peer gives too late is stale, and a miss', async () => {
  const { cache, world } = cacheBesidePeer()
  cache.set(keyOf('b'), response(1_000))
  world.nowMs = 1_000
  expect(await cache.get(keyOf('b'))).toBeUndefined()
})

test('alone, it owns everything, and has nothing of what the peer held', () => {
  const { cache, world } = cacheBesidePeer()
  cache.set(keyOf('b'), response(1_000))
  world.alive = []
  expect(cache.get(keyOf('b'))).toBeUndefined()
  cache.set(keyOf('b'), response(1_000))
  expect(cache.get(keyOf('b'))).toMatchObject({ status: 200 })
})

test('a value and a response of the same key are two', () => {
  const { cache, world } = cacheBesidePeer()
  world.alive = []
  cache.setValue('key', 'value', 1_000)
  expect(cache.get('key')).toBeUndefined()
  expect(cache.getValue('key')).toBe('value')
})
