import { expect, test } from 'vitest'
import { newCacheStore } from '../../../../gateway/cache/cache-store.ts'
import type { CacheEntry } from '../../../../gateway/cache/entry.ts'

const response = (bytes: number): CacheEntry => ({
  kind: 'response',
  response: {
    status: 200,
    reason: 'OK',
    headers: [],
    body: Buffer.alloc(bytes),
    storedAtMs: 0,
    storedBy: 1,
    expiresAtMs: 1_000,
  },
})

test('an entry is there until it expires', () => {
  let nowMs = 0
  const store = newCacheStore({ nowMs: () => nowMs })
  store.set('key', response(1))
  nowMs = 999
  expect(store.get('key')).toBeDefined()
  nowMs = 1_000
  expect(store.get('key')).toBeUndefined()
})

test('what was used longest ago makes room', () => {
  const store = newCacheStore({ bytesMax: 4_000, nowMs: () => 0 })
  for (const key of ['a', 'b', 'c']) store.set(key, response(1_000))
  store.get('a')
  store.set('d', response(1_000))
  const kept = ['a', 'b', 'c', 'd'].filter((key) => store.get(key) !== undefined)
  expect(kept).toEqual(['a', 'c', 'd'])
})

test('what is larger than all the room is not kept, and drives nothing out', () => {
  const store = newCacheStore({ bytesMax: 4_000, nowMs: () => 0 })
  store.set('small', response(1_000))
  store.set('large', response(5_000))
  expect([store.get('large'), store.get('small') === undefined]).toEqual([undefined, false])
})
