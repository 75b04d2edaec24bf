import { expect, test } from 'vitest'
import type { CacheRecord } from '../../../../ledger/records.ts'
import { cacheInMemory } from '../policy/policies/cache-in-memory.ts'
import { gatewayOf } from '../policy/policies/call-of.ts'

const lookup = (vary: string) =>
  `<cache-lookup vary-by-developer="${vary}" vary-by-developer-groups="false" />`

function recorded(vary: string, isExternal = false) {
  const records: CacheRecord[] = []
  const { cache } = cacheInMemory()
  const call = gatewayOf({
    inbound: { api: lookup(vary) },
    outbound: '<cache-store duration="60" />',
    ...(isExternal ? { externalCache: cache } : { cache }),
    cacheWitness: (record) => records.push(record),
  })
  return { records, call }
}

test('each look and each answer that is stored is a record', async () => {
  const { records, call } = recorded('false')
  await call({ atMs: 1_000 })
  await call({ atMs: 5_000, subscription: 'bob' })
  const same = { requestId: 1, attempt: 1, cache: 'internal', personal: 0 }
  expect(records).toMatchObject([
    { ...same, event: 'miss', atUs: 1_000_000, tenant: 'user-alice', storedBy: 0, holder: '' },
    { ...same, event: 'stored', atUs: 1_000_000, tenant: 'user-alice', lifeMs: 60_000 },
    { ...same, event: 'hit', atUs: 5_000_000, tenant: 'user-bob', storedBy: 1, holder: 'a' },
  ])
  expect(new Set(records.map(({ keyHash }) => keyHash)).size).toBe(1)
})

test('a key for one tenant alone is told from others', async () => {
  const { records, call } = recorded('true')
  await call()
  await call({ subscription: 'bob' })
  expect(records.map(({ event, personal }) => [event, personal])).toEqual([
    ['miss', 1],
    ['stored', 1],
    ['miss', 1],
    ['stored', 1],
  ])
  expect(new Set(records.map(({ keyHash }) => keyHash)).size).toBe(2)
})

test('an external cache has no holder', async () => {
  const { records, call } = recorded('false', true)
  await call()
  await call()
  expect(records.at(-1)).toMatchObject({ event: 'hit', cache: 'external', holder: '' })
})

test('what nobody looks for is no record', async () => {
  const { records, call } = recorded('false')
  await call({ method: 'POST' })
  expect(records).toEqual([])
})
