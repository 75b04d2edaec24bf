import { expect, test } from 'vitest'
import type { Body } from '../../../../../gateway/pipeline/exchange.ts'
import { cacheInMemory } from './cache-in-memory.ts'
import { gatewayOf } from './call-of.ts'

const lookup = '<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />'
const bytes = (count: number): Body => ({ kind: 'bytes', bytes: Buffer.alloc(count) })
const twoMebibytes = 2 * 1024 * 1024

test.each([
  ['200', '', 200, bytes(3), 'hit'],
  ['404', '', 404, bytes(3), 'miss'],
  ['404 where all may be cached', 'cache-response="true"', 404, bytes(3), 'hit'],
  ['2 MiB', '', 200, bytes(twoMebibytes), 'hit'],
  ['more than 2 MiB', '', 200, bytes(twoMebibytes + 1), 'miss'],
  ['an empty body', '', 200, { kind: 'empty' } as const, 'hit'],
])('of %s', async (_case, more, status, body, expected) => {
  const call = gatewayOf({
    inbound: { api: lookup },
    outbound: `<cache-store duration="10" ${more} />`,
    respond: () => ({ status, body }),
    cache: cacheInMemory().cache,
  })
  await call()
  const again = await call()
  expect(again).toMatchObject({ status, exchange: { cache: expected } })
})

test('stores nothing that was not looked up', async () => {
  const call = gatewayOf({
    outbound: '<cache-store duration="10" />',
    cache: cacheInMemory().cache,
  })
  await call()
  expect(await call()).toMatchObject({ backendCalls: 2, exchange: { cache: 'none' } })
})

test('what only one caller may have is not kept', async () => {
  const cookie =
    '<set-header name="Set-Cookie"><value>session=1</value></set-header><set-header name="X-Kept"><value>yes</value></set-header>'
  const call = gatewayOf({
    inbound: { api: lookup },
    outbound: `${cookie}<cache-store duration="10" />`,
    cache: cacheInMemory().cache,
  })
  expect((await call()).headers['Set-Cookie']).toBe('session=1')
  const { headers } = await call()
  expect([headers['Set-Cookie'], headers['X-Kept']]).toEqual([undefined, 'yes'])
})
