import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { replicatedCounters } from '../../../../gateway/counters/replicated-counters.ts'

const asking = { requestId: 1, receivedAtUs: 0 }
const runId = '0123456789abcdef'
const holderOf = (holder: string) =>
  replicatedCounters({ holder, runId, rateAlgorithm: 'token-bucket' })
const bucketOf = (counters: ReturnType<typeof holderOf>, limit: number, lengthMs: number) =>
  counters.rate({ id: 'rate-limit', limit, lengthMs })

describe('a bucket of tokens', () => {
  test('lets a burst of its size in, then as many as flow back', () => {
    const limit = bucketOf(holderOf('a#1'), 3, 60_000)
    const admitted = (nowMs: number) => limit.hit('alice', nowMs, asking).admitted
    expect([admitted(0), admitted(0), admitted(0), admitted(0)]).toEqual([true, true, true, false])
    // One token in twenty seconds: a sliding window would let nobody in before the minute is over.
    expect([admitted(19_999), admitted(20_000), admitted(20_001)]).toEqual([false, true, false])
    expect([admitted(60_000), admitted(60_000), admitted(60_000)]).toEqual([true, true, false])
  })

  test('says how long one token takes, and what is left', () => {
    const limit = bucketOf(holderOf('a#1'), 2, 10_000)
    expect(limit.hit('alice', 0, asking)).toMatchObject({ countSeen: 0, remaining: 1 })
    limit.hit('alice', 0, asking)
    expect(limit.hit('alice', 1_000, asking)).toEqual({
      admitted: false,
      countSeen: 2,
      remaining: 0,
      retryAfterMs: 4_000,
    })
    expect(limit.peek('alice', 100_000)).toMatchObject({ countSeen: 0, remaining: 1 })
  })

  test('of no size lets nobody in, ever', () => {
    const { admitted, retryAfterMs } = bucketOf(holderOf('a#1'), 0, 1_000).hit('a', 0, asking)
    expect([admitted, retryAfterMs]).toEqual([false, Number.POSITIVE_INFINITY])
  })

  test('never admits more than its size and what has flowed back since', () => {
    const steps = fc.array(fc.nat({ max: 700 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), steps, (size, steps) => {
        const limit = bucketOf(holderOf('a#1'), size, 1_000)
        const admittedMs: number[] = []
        let nowMs = 0
        for (const step of steps) {
          nowMs += step
          if (limit.hit('alice', nowMs, asking).admitted) admittedMs.push(nowMs)
        }
        for (const [first, fromMs] of admittedMs.entries()) {
          for (const [more, toMs] of admittedMs.slice(first).entries()) {
            expect(more + 1).toBeLessThanOrEqual(size * (1 + (toMs - fromMs) / 1_000) + 1e-3)
          }
        }
      }),
    )
  })

  test('lets a rejected call in when it returns after the time it was told', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300 }), { maxLength: 50 }), (steps) => {
        const limit = bucketOf(holderOf('a#1'), 3, 1_000)
        let nowMs = 0
        for (const step of steps) {
          nowMs += step
          const { admitted, retryAfterMs } = limit.hit('alice', nowMs, asking)
          if (admitted) continue
          nowMs += retryAfterMs
          expect(limit.hit('alice', nowMs, asking).admitted).toBe(true)
        }
      }),
    )
  })
})

describe('holders', () => {
  const share = (from: ReturnType<typeof holderOf>, to: ReturnType<typeof holderOf>) => {
    const changes = from.takeChanges('peer')
    to.merge(changes)
    // Told twice, as a link may: it is state, not a sum.
    to.merge(changes)
  }

  test('take from one bucket what they hear of each other', () => {
    const [a, b] = [holderOf('a#1'), holderOf('b#1')]
    a.openPeer('peer')
    const [mine, theirs] = [bucketOf(a, 4, 8_000), bucketOf(b, 4, 8_000)]
    for (let call = 0; call < 3; call += 1) mine.hit('alice', 0, asking)
    share(a, b)
    expect(theirs.peek('alice', 0)).toMatchObject({ countSeen: 3, remaining: 0 })
    expect(theirs.hit('alice', 0, asking).admitted).toBe(true)
    expect(theirs.hit('alice', 0, asking).admitted).toBe(false)
  })

  test('count calls from when they were made, however late they hear of them', () => {
    const [a, b] = [holderOf('a#1'), holderOf('b#1')]
    a.openPeer('peer')
    const [mine, theirs] = [bucketOf(a, 4, 8_000), bucketOf(b, 4, 8_000)]
    for (let call = 0; call < 4; call += 1) mine.hit('alice', 0, asking)
    theirs.hit('alice', 4_000, asking)
    share(a, b)
    // Two of the four have flowed back in four seconds; its own was the third.
    expect(theirs.peek('alice', 4_000).countSeen).toBe(3)
  })

  test('that could not hear each other owe what both admitted', () => {
    const [a, b] = [holderOf('a#1'), holderOf('b#1')]
    a.openPeer('peer')
    const [mine, theirs] = [bucketOf(a, 4, 8_000), bucketOf(b, 4, 8_000)]
    for (let call = 0; call < 4; call += 1) {
      mine.hit('alice', 0, asking)
      theirs.hit('alice', 0, asking)
    }
    share(a, b)
    expect(theirs.peek('alice', 0)).toMatchObject({ countSeen: 8, retryAfterMs: 10_000 })
    expect(theirs.peek('alice', 9_990).admitted).toBe(false)
    expect(theirs.peek('alice', 10_010).admitted).toBe(true)
  })
})

test('without a word of the tier rates are limited in a sliding window', () => {
  const counters = replicatedCounters({ holder: 'a#1', runId })
  const limit = counters.rate({ id: 'rate-limit', limit: 1, lengthMs: 1_000 })
  limit.hit('alice', 0, asking)
  expect(limit.hit('alice', 999, asking).admitted).toBe(false)
})
