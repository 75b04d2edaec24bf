import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../../../gateway/clock.ts'
import { exchangeOverRedis } from '../../../../gateway/counters/redis-exchange.ts'
import { replicatedCounters } from '../../../../gateway/counters/replicated-counters.ts'
import { newEpochNs } from '../../../../ledger/clock.ts'
import { askRedis } from '../../../../sim/redis/ask-redis.ts'
import { hasRedis, type RedisProcess, startRedis } from '../redis-process.ts'

const soon = { timeout: 15_000, interval: 20 }
const clock = systemClock(newEpochNs())
const limit = 10

describe.skipIf(!hasRedis)('with a redis-server (skipped where none is installed)', () => {
  let redis: RedisProcess
  let open: AsyncDisposableStack
  beforeEach(async () => {
    redis = await startRedis()
    open = new AsyncDisposableStack()
  }, 30_000)
  afterEach(async () => {
    await open.disposeAsync()
    await redis[Symbol.asyncDispose]()
  })

  /** A holder with one limit over a minute. */
  function holderOf(name: string, namespace = 'run:region') {
    const holder = `${name}#1`
    const counters = replicatedCounters({ holder, runId: '0123456789abcdef' })
    const { url } = redis
    const exchange = open.use(
      exchangeOverRedis({ url, namespace, holder, counters, clock, periodMs: 20 }),
    )
    const window = counters.slidingWindow({ id: 'rate-limit', limit, lengthMs: 60_000 })
    const nowMs = () => clock.nowUs() / 1_000
    return {
      exchange,
      call: () => window.hit('alice', nowMs(), { requestId: 1, receivedAtUs: clock.nowUs() }),
      seen: () => window.peek('alice', nowMs()).countSeen,
    }
  }

  const callAll = (holder: ReturnType<typeof holderOf>, times: number) =>
    Array.from({ length: times }, () => holder.call().admitted).filter(Boolean).length

  test('holders count together, and one that comes later hears all', async () => {
    const [a, b] = [holderOf('a'), holderOf('b')]
    expect([callAll(a, 3), callAll(b, 4)]).toEqual([3, 4])
    await vi.waitFor(() => expect([a.seen(), b.seen()]).toEqual([7, 7]), soon)
    const c = holderOf('c')
    await vi.waitFor(() => expect(c.seen()).toBe(7), soon)
    expect(callAll(c, limit)).toBe(3)
    await vi.waitFor(() => expect(a.call().admitted).toBe(false), soon)
  })

  test('another region in the same Redis counts for itself', async () => {
    const [a, other] = [holderOf('a'), holderOf('b', 'run:other')]
    callAll(a, 3)
    await vi.waitFor(
      () => expect([a, other].map((one) => one.exchange.isMet)).toEqual([true, true]),
      soon,
    )
    expect(callAll(other, 2 * limit)).toBe(limit)
  })

  test('what Redis loses, its holders tell it again', async () => {
    const [a, b] = [holderOf('a'), holderOf('b')]
    callAll(a, 3)
    await vi.waitFor(() => expect(b.seen()).toBe(3), soon)
    await askRedis({ host: '127.0.0.1', port: redis.port }, 'FLUSHALL')
    const c = holderOf('c')
    await vi.waitFor(() => expect(c.seen()).toBe(3), soon)
    callAll(a, 2)
    await vi.waitFor(() => expect([b.seen(), c.seen()]).toEqual([5, 5]), soon)
  })

  test('while Redis is away each holder admits the limit, and they agree when it is back', async () => {
    const [a, b] = [holderOf('a'), holderOf('b')]
    callAll(a, 2)
    await vi.waitFor(() => expect(b.seen()).toBe(2), soon)
    const { port } = redis
    await redis[Symbol.asyncDispose]()
    await vi.waitFor(
      () => expect([a, b].map((one) => one.exchange.isMet)).toEqual([false, false]),
      soon,
    )
    // Fails open, by what each has heard: no more than one limit for each holder.
    expect([callAll(a, 2 * limit), callAll(b, 2 * limit)]).toEqual([8, 8])
    redis = await startRedis(port)
    await vi.waitFor(() => expect([a.seen(), b.seen()]).toEqual([18, 18]), soon)
  }, 30_000)
})
