import { describe, expect, test, vi } from 'vitest'
import { revisionOf } from '../../../../ledger/revision.ts'
import { apiOf, contentOf, document, operationOf } from '../../../unit/gateway/in-memory.ts'
import { startGateway } from '../gateway-process.ts'
import { localBackend } from '../local-backend.ts'
import { freePort, hasRedis, startRedis } from '../redis-process.ts'

const soon = { timeout: 15_000, interval: 50 }

const cached = document(
  `<policies><inbound><base /><cache-lookup vary-by-developer="false" vary-by-developer-groups="false" caching-type="external" downstream-caching-type="public" /></inbound>
   <outbound><cache-store duration="60" /><base /></outbound></policies>`,
)
const revision = revisionOf(
  1,
  contentOf({ apis: [apiOf([operationOf('item')], { policy: cached })] }),
)

describe.skipIf(!hasRedis)('with a redis-server (skipped where none is installed)', () => {
  test('two instances share an external cache, which outlives them both', async () => {
    await using redis = await startRedis()
    await using backend = await localBackend()
    const launch = { revision, hosts: { '*': backend.endpoint }, externalCacheUrl: redis.url }
    await using one = await startGateway(launch)
    await using other = await startGateway({ ...launch, instance: 'westeurope-2-u1-b' })
    const ask = async ({ url }: { url: string }) => (await fetch(`${url}/orders/item`)).headers
    await vi.waitFor(async () => {
      await ask(one)
      expect((await ask(other)).get('cache-control')).toMatch(/^public, must-revalidate/)
      const before = backend.requests.length
      await ask(other)
      expect(backend.requests.length).toBe(before)
    }, soon)
    one.child.kill('SIGKILL')
    await one.exited
    await using third = await startGateway({ ...launch, instance: 'westeurope-3-u1-c' })
    await vi.waitFor(async () => {
      const before = backend.requests.length
      await ask(third)
      expect(backend.requests.length).toBe(before)
    }, soon)
  }, 60_000)

  test('without its external cache an instance serves on', async () => {
    await using backend = await localBackend()
    const externalCacheUrl = `redis://127.0.0.1:${await freePort()}`
    await using gateway = await startGateway({
      revision,
      hosts: { '*': backend.endpoint },
      externalCacheUrl,
    })
    for (let count = 0; count < 3; count += 1) {
      expect((await fetch(`${gateway.url}/orders/item`)).status).toBe(200)
    }
    expect(gateway.complaints).toEqual([])
  }, 60_000)
})
