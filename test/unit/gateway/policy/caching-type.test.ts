import { expect, test } from 'vitest'
import type { Cache } from '../../../../gateway/cache/cache.ts'
import { noCache } from '../../../../gateway/cache/no-cache.ts'
import { cacheInMemory } from './policies/cache-in-memory.ts'
import { gatewayOf } from './policies/call-of.ts'

type Kept = 'internal' | 'external' | 'nowhere'

const where = async (internal: Cache, external: Cache | undefined): Promise<Kept> => {
  if ((await external?.getValue('k')) !== undefined) return 'external'
  return (await internal.getValue('k')) === undefined ? 'nowhere' : 'internal'
}

test.each<[string, boolean, Kept]>([
  ['', true, 'external'],
  ['', false, 'internal'],
  ['caching-type="prefer-external"', true, 'external'],
  ['caching-type="prefer-external"', false, 'internal'],
  ['caching-type="external"', true, 'external'],
  ['caching-type="external"', false, 'nowhere'],
  ['caching-type="internal"', true, 'internal'],
  ['caching-type="internal"', false, 'internal'],
])('a value with %s and an external cache (%s) is kept: %s', async (type, isThere, kept) => {
  const internal = cacheInMemory().cache
  const external = isThere ? cacheInMemory().cache : undefined
  const api =
    `<cache-store-value key="k" value="v" duration="10" ${type} />` +
    `<cache-lookup-value key="k" variable-name="found" ${type} />`
  const world = external === undefined ? {} : { externalCache: external }
  const call = gatewayOf({ inbound: { api }, cache: internal, ...world })
  const { exchange } = await call()
  expect(exchange.variables.get('found')).toBe(kept === 'nowhere' ? undefined : 'v')
  expect(await where(internal, external)).toBe(kept)
})

test.each<[string, 'hit' | 'none' | 'miss', boolean]>([
  ['caching-type="external"', 'hit', true],
  ['caching-type="external"', 'none', false],
  ['caching-type="internal"', 'miss', true],
  ['', 'hit', true],
])('responses with %s: %s (external: %s)', async (type, expected, isThere) => {
  const api = `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" ${type} />`
  const world = isThere ? { externalCache: cacheInMemory().cache } : {}
  const outbound = '<cache-store duration="10" />'
  const call = gatewayOf({ inbound: { api }, outbound, cache: noCache, ...world })
  await call()
  expect((await call()).exchange.cache).toBe(expected)
})

const broken: Cache = { ...noCache, removeValue: () => Promise.resolve(false) }

test.each([
  ['fail-on-cache-removal-error="true"', 500],
  ['fail-on-cache-removal-error="false"', 200],
  ['', 200],
])('a removal that fails, with %s: %d', async (attribute, status) => {
  const api = `<cache-remove-value key="k" ${attribute} />`
  expect((await gatewayOf({ inbound: { api }, externalCache: broken })()).status).toBe(status)
})

test('what caches behind the gateway may do can be an expression', async () => {
  const api =
    '<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" downstream-caching-type="@(&quot;public&quot;)" />'
  const outbound = '<cache-store duration="10" />'
  const call = gatewayOf({ inbound: { api }, outbound, cache: cacheInMemory().cache })
  expect((await call()).headers['Cache-Control']).toBe('public, must-revalidate, max-age=10')
})
