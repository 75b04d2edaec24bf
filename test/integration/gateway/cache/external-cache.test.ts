import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Cache, CachedResponse } from '../../../../gateway/cache/cache.ts'
import { openExternalCache } from '../../../../gateway/cache/external-cache.ts'
import { systemClock } from '../../../../gateway/clock.ts'
import { doubleOf } from '../../../../gateway/policy/expressions/values/number.ts'
import { newEpochNs } from '../../../../ledger/clock.ts'
import { freePort, hasRedis, type RedisProcess, startRedis } from '../redis-process.ts'

const soon = { timeout: 10_000, interval: 20 }
const clock = systemClock(newEpochNs())
const nowMs = () => clock.nowUs() / 1_000
const responseOf = (text: string, lifeMs = 60_000): CachedResponse => ({
  status: 201,
  reason: 'Made',
  headers: [['X-A', ['1', '2']]],
  body: Buffer.from(text),
  storedAtMs: nowMs(),
  storedBy: 1,
  expiresAtMs: nowMs() + lifeMs,
})

/** A request's trace, and how long asking took. */
async function asked<Answer>(ask: (caller: { trace: (...line: string[]) => void }) => Answer) {
  const traced: string[] = []
  const startMs = nowMs()
  const answer = await ask({ trace: (...line) => traced.push(line.join(': ')) })
  return { answer, traced, tookMs: nowMs() - startMs }
}

async function isConnected(cache: Cache): Promise<void> {
  await vi.waitFor(async () => {
    expect((await asked((caller) => cache.getValue('any', caller))).traced).toEqual([])
  }, soon)
}

describe.skipIf(!hasRedis)('with a redis-server (skipped where none is installed)', () => {
  let redis: RedisProcess
  beforeAll(async () => {
    redis = await startRedis()
  }, 30_000)
  afterAll(async () => redis[Symbol.asyncDispose]())

  const opened = (namespace: string, url = redis.url) =>
    openExternalCache({ url, namespace, clock })

  test('a response comes back as it was stored, to other processes too', async () => {
    await using one = opened('a')
    await using other = opened('a')
    await Promise.all([isConnected(one), isConnected(other)])
    const stored = responseOf('body \u0000 ✓')
    one.set('k', stored)
    await vi.waitFor(async () => expect(await other.get('k')).toBeDefined(), soon)
    const found = await other.get('k')
    expect(found).toMatchObject({ status: 201, reason: 'Made', headers: [['X-A', ['1', '2']]] })
    expect(found?.body.equals(stored.body)).toBe(true)
    expect(found?.expiresAtMs).toBeGreaterThan(nowMs() + 50_000)
    expect(found?.expiresAtMs).toBeLessThan(nowMs() + 61_000)
  })

  test.each([
    ['null', null],
    ['a text', 'x'],
    ['an int', 7],
    ['a long', 7n],
    ['a double', doubleOf(0.5)],
  ])('%s keeps its type, until it is removed', async (_case, value) => {
    await using cache = opened('values')
    await isConnected(cache)
    cache.setValue('v', value, nowMs() + 60_000)
    expect(await cache.getValue('v')).toEqual(value)
    expect(await cache.get('v')).toBeUndefined()
    expect(await cache.removeValue('v')).toBe(true)
    expect(await cache.getValue('v')).toBeUndefined()
  })

  test('an entry expires', async () => {
    await using cache = opened('expiry')
    await isConnected(cache)
    cache.setValue('v', 'x', nowMs() + 300)
    expect(await cache.getValue('v')).toBe('x')
    await vi.waitFor(async () => expect(await cache.getValue('v')).toBeUndefined(), soon)
  })

  test('another tenant never sees an entry, however keys are made up', async () => {
    await using mine = opened('tenant')
    await using other = opened('tenant:value')
    await Promise.all([isConnected(mine), isConnected(other)])
    mine.setValue('value:k', 'secret', nowMs() + 60_000)
    expect(await mine.getValue('value:k')).toBe('secret')
    for (const key of ['value:k', 'k', ':k', '../k']) {
      expect(await other.getValue(key)).toBeUndefined()
    }
  })

  test('a server that hangs costs a bounded time, and is used again when it goes on', async () => {
    await using cache = opened('hangs')
    await isConnected(cache)
    cache.setValue('v', 'x', nowMs() + 60_000)
    expect(await cache.getValue('v')).toBe('x')
    redis.child.kill('SIGSTOP')
    try {
      const { answer, traced, tookMs } = await asked((caller) => cache.getValue('v', caller))
      expect([answer, traced.length]).toEqual([undefined, 1])
      expect(traced[0]).toMatch(/external-cache: the external cache did not answer/)
      // The bound is 100 ms; the rest is what a busy machine takes.
      expect(tookMs).toBeLessThan(1_000)
      expect(await cache.removeValue('other')).toBe(false)
    } finally {
      redis.child.kill('SIGCONT')
    }
    await vi.waitFor(async () => expect(await cache.getValue('v')).toBe('x'), soon)
  })

  test('a server that is away is a miss at once, and is used when it comes', async () => {
    const port = await freePort()
    await using cache = opened('away', `redis://127.0.0.1:${port}`)
    const { answer, traced } = await asked((caller) => cache.get('k', caller))
    expect([answer, traced.length]).toEqual([undefined, 1])
    cache.set('k', responseOf('lost'))
    await using late = await startRedis(port)
    expect(late.port).toBe(port)
    await isConnected(cache)
    expect(await cache.get('k')).toBeUndefined()
    cache.set('k', responseOf('kept'))
    expect((await cache.get('k'))?.body.toString()).toBe('kept')
  })

  test('what is no entry of this gateway is a miss', async () => {
    await using cache = opened('foreign')
    await isConnected(cache)
    const { Redis } = await import('ioredis')
    const raw = new Redis(redis.url)
    for (const bytes of ['', 'x', '\u0000\u0000\u0000\u0002{}', '\u00ff\u00ff\u00ff\u00ffx']) {
      await raw.set('gatedrill:foreign:value:v', Buffer.from(bytes, 'latin1'))
      expect(await cache.getValue('v')).toBeUndefined()
    }
    raw.disconnect()
  })
})
