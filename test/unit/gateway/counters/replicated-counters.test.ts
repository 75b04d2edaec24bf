import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Limit } from '../../../../gateway/counters/counters.ts'
import {
  type ReplicatedCounters,
  replicatedCounters,
} from '../../../../gateway/counters/replicated-counters.ts'
import type { AdmissionRecord } from '../../../../ledger/records.ts'

const asking = { requestId: 1, receivedAtUs: 0 }
const runId = '0123456789abcdef'
const holderOf = (holder: string) => replicatedCounters({ holder, runId })
const slide = (counters: ReplicatedCounters, limit: number, lengthMs: number): Limit =>
  counters.slidingWindow({ id: 'rate-limit', limit, lengthMs })

describe('one holder', () => {
  test('admits the limit, then rejects until the oldest call has left the window', () => {
    const limit = slide(holderOf('a#1'), 2, 60_000)
    const admitted = (nowMs: number) => limit.hit('alice', nowMs, asking).admitted
    expect([admitted(0), admitted(10_000)]).toEqual([true, true])
    const rejected = limit.hit('alice', 20_500, asking)
    expect(rejected).toEqual({ admitted: false, countSeen: 2, remaining: 0, retryAfterMs: 39_500 })
    expect([admitted(60_000), admitted(60_001), admitted(70_020)]).toEqual([true, false, true])
  })

  test('counts each key alone', () => {
    const limit = slide(holderOf('a#1'), 1, 1_000)
    expect(limit.hit('alice', 0, asking).admitted).toBe(true)
    expect(limit.hit('bob', 0, asking)).toMatchObject({ admitted: true, remaining: 0 })
  })

  test('never admits more than the limit in any window', () => {
    const steps = fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 300 })
    const given = fc.record({ limit: fc.integer({ min: 1, max: 9 }), lengthMs: lengths, steps })
    fc.assert(
      fc.property(given, ({ limit: max, lengthMs, steps }) => {
        const limit = slide(holderOf('a#1'), max, lengthMs)
        const admittedMs: number[] = []
        let nowMs = 0
        for (const step of steps) {
          nowMs += step
          if (limit.hit('alice', nowMs, asking).admitted) admittedMs.push(nowMs)
        }
        for (const fromMs of admittedMs) {
          const within = admittedMs.filter((at) => at >= fromMs && at < fromMs + lengthMs)
          expect(within.length).toBeLessThanOrEqual(max)
        }
      }),
    )
  })

  test('a rejected call comes through when it returns after the time it was told', () => {
    const steps = fc.array(fc.nat({ max: 400 }), { minLength: 5, maxLength: 60 })
    fc.assert(
      fc.property(steps, lengths, (steps, lengthMs) => {
        const limit = slide(holderOf('a#1'), 3, lengthMs)
        let nowMs = 0
        for (const step of steps) {
          nowMs += step
          const { admitted, retryAfterMs } = limit.hit('alice', nowMs, asking)
          if (admitted) continue
          expect(limit.peek('alice', nowMs).admitted).toBe(false)
          nowMs += retryAfterMs
          expect(limit.hit('alice', nowMs, asking).admitted).toBe(true)
        }
      }),
    )
  })

  test('a call that is older than the latest one counts as that', () => {
    const limit = slide(holderOf('a#1'), 1, 1_000)
    limit.hit('alice', 500, asking)
    expect(limit.hit('alice', 1_500, asking).admitted).toBe(true)
    expect(limit.hit('alice', 1_400, asking)).toMatchObject({ admitted: false, countSeen: 1 })
  })

  test.each([
    ['a fixed window begins anew at its boundary', 1_000, 100, [150, 900, 1_099, 1_100], '1001'],
    ['a window of length 0 never ends', 0, 0, [0, 1e6, 1e12], '100'],
  ])('%s', (_case, lengthMs, startMs, calls, expected) => {
    const limit = holderOf('a#1').fixedWindow({ id: 'quota', limit: 1, lengthMs, startMs })
    const admitted = calls.map((nowMs) => (limit.hit('alice', nowMs, asking).admitted ? 1 : 0))
    expect(admitted.join('')).toBe(expected)
  })

  test('a spent window without end says that there is no use in waiting', () => {
    const limit = holderOf('a#1').fixedWindow({ id: 'q', limit: 1, lengthMs: 0, startMs: 0 })
    limit.hit('alice', 0, asking)
    expect(limit.hit('alice', 1, asking).retryAfterMs).toBe(Number.POSITIVE_INFINITY)
  })

  test('tells every decision, with a hash in the place of the key', () => {
    const records: AdmissionRecord[] = []
    const onDecision = (record: AdmissionRecord) => void records.push(record)
    const limit = slide(replicatedCounters({ holder: 'a#1', runId, onDecision }), 1, 1_000)
    limit.hit('secret', 5, { requestId: 7, receivedAtUs: 5_000 })
    limit.hit('secret', 6, { requestId: 8, receivedAtUs: 6_000 })
    const same = { counter: 'rate-limit', limit: 1, windowMs: 1_000 }
    expect(records).toMatchObject([
      { ...same, requestId: 7, atUs: 5_000, admitted: 1, counted: 1, countSeen: 0 },
      { ...same, requestId: 8, atUs: 6_000, admitted: 0, counted: 0, countSeen: 1 },
    ])
    expect(records[0]?.keyHash).toMatch(/^[0-9a-f]{12}$/)
    expect(records[1]?.keyHash).toBe(records[0]?.keyHash)
  })

  test.each([
    ['a decision that counts later', 'hit', 0, 1],
    ['a call that is taken beyond the limit', 'take', 3, 3],
  ] as const)('tells what %s counted', (_case, how, calls, countedAfter) => {
    const records: AdmissionRecord[] = []
    const onDecision = (record: AdmissionRecord) => void records.push(record)
    const limit = slide(replicatedCounters({ holder: 'a#1', runId, onDecision }), 1, 1_000)
    limit[how]('alice', 5, asking, calls)
    if (how === 'hit') limit.add('alice', 6, 1)
    expect(records).toMatchObject([{ admitted: 1, counted: calls }])
    expect(limit.peek('alice', 7).countSeen).toBe(countedAfter)
  })

  test('keeps no more keys than it may, and none that are idle', () => {
    const counters = replicatedCounters({ holder: 'a#1', runId, keysMax: 10 })
    const limit = slide(counters, 5, 1_000)
    for (let key = 0; key < 100; key += 1) limit.hit(`key-${key}`, 0, asking)
    expect(counters.fullState()).toHaveLength(10)
    for (let key = 0; key < 6; key += 1) limit.hit(`late-${key}`, 5_000, asking)
    expect(counters.fullState()).toHaveLength(6)
  })
})

describe('several holders', () => {
  test('merging may come in any order and any number of times', () => {
    fc.assert(
      fc.property(fc.array(calls, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (all, draw) => {
        const states = run(all).map((counters) => counters.fullState())
        const shuffled = [...states, ...states].sort(() => ((draw.next().value ?? 0) % 3) - 1)
        const [one, other] = [holderOf('x#1'), holderOf('y#1')]
        for (const state of states) one.merge(state)
        for (const state of shuffled) other.merge(state)
        expect(viewOf(one, all)).toEqual(viewOf(other, all))
      }),
    )
  })

  test('holders that told each other all agree, however calls and messages interleaved', () => {
    fc.assert(
      fc.property(fc.array(calls, { maxLength: 60 }), (all) => {
        const holders = run(all)
        exchangeAll(holders)
        const views = holders.map((holder) => viewOf(holder, all))
        expect(new Set(views.map((view) => JSON.stringify(view))).size).toBe(1)
      }),
    )
  })

  test('holders that cannot hear each other admit the limit each, and no more', () => {
    const [max, lengthMs] = [5, 10_000]
    const holders = ['a#1', 'b#1', 'c#1'].map(holderOf)
    for (const holder of holders) for (const peer of peerNames) holder.openPeer(peer)
    const admit = (nowMs: number) =>
      holders.flatMap((holder) =>
        Array.from({ length: 20 }, () => slide(holder, max, lengthMs).hit('alice', nowMs, asking)),
      )
    expect(admit(0).filter(({ admitted }) => admitted)).toHaveLength(holders.length * max)

    exchangeAll(holders)
    const seen = holders.map((holder) => slide(holder, max, lengthMs).peek('alice', 1).countSeen)
    expect(seen).toEqual([15, 15, 15])
    expect(admit(1).filter(({ admitted }) => admitted)).toHaveLength(0)
    // Healed, the window holds the true total once, not once more for every merge.
    expect(slide(holders[0] ?? holderOf('-'), 16, lengthMs).peek('alice', 9_000).admitted).toBe(
      true,
    )
  })

  test('an instance that starts again catches up with what it had told', () => {
    const [a, b] = [holderOf('a#1'), holderOf('b#1')]
    a.openPeer('b')
    slide(a, 3, 60_000).hit('alice', 0, asking)
    b.merge(a.takeChanges('b'))
    const again = holderOf('a#2')
    b.openPeer('a')
    again.merge(b.takeChanges('a'))
    expect(slide(again, 3, 60_000).hit('alice', 10, asking).countSeen).toBe(1)
  })

  test('sends a peer what grew since the last time, and nothing twice', () => {
    const counters = holderOf('a#1')
    counters.openPeer('b')
    expect(counters.takeChanges('b')).toEqual([])
    const limit = slide(counters, 10, 1_000)
    for (const nowMs of [1, 1, 1, 2]) limit.hit('alice', nowMs, asking)
    expect(counters.takeChanges('b')).toMatchObject([{ cells: { 'a#1': [1, 3, 2, 1] } }])
    expect(counters.takeChanges('b')).toEqual([])
    limit.hit('alice', 2, asking)
    expect(counters.takeChanges('b')).toMatchObject([{ cells: { 'a#1': [2, 2] } }])
  })

  test('keeps nothing for a peer that is away, and owes it all when it is back', () => {
    const counters = holderOf('a#1')
    counters.openPeer('b')
    counters.closePeer('b')
    const limit = slide(counters, 10, 1_000)
    limit.hit('alice', 1, asking)
    expect(counters.takeChanges('b')).toEqual([])
    counters.openPeer('b')
    expect(counters.takeChanges('b')).toHaveLength(1)
  })

  test('gives a large state in portions', () => {
    const counters = holderOf('a#1')
    const limit = slide(counters, 10, 1_000)
    for (let key = 0; key < 25_000; key += 1) limit.hit(`${'\u00e9'.repeat(120)}${key}`, 1, asking)
    counters.openPeer('b')
    const portions = []
    while (counters.isOwed('b')) portions.push(counters.takeChanges('b'))
    expect(portions.flat()).toHaveLength(25_000)
    for (const portion of portions) {
      expect(Buffer.byteLength(JSON.stringify(portion))).toBeLessThan(1024 * 1024)
    }
  })

  test('a key of any length costs no more than a short one, and stays itself', () => {
    const counters = holderOf('a#1')
    const limit = slide(counters, 1, 1_000)
    const [one, other] = ['x'.repeat(100_000), `${'x'.repeat(99_999)}y`]
    expect([one, other, one].map((key) => limit.hit(key, 1, asking).admitted)).toEqual([
      ...[true, true, false],
    ])
    expect(JSON.stringify(counters.fullState()).length).toBeLessThan(1_000)
  })
})

const lengths = fc.constantFrom(1, 7, 500, 1_000, 2_001, 5_000, 9_999, 60_000)
const peerNames = ['a', 'b', 'c']

/** A call at one of three holders, then perhaps a message from it to another one. */
const calls = fc.record({
  holder: fc.nat({ max: 2 }),
  key: fc.constantFrom('alice', 'bob'),
  stepMs: fc.nat({ max: 300 }),
  tells: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
})
type Call = typeof calls extends fc.Arbitrary<infer Value> ? Value : never

function run(all: readonly Call[]): ReplicatedCounters[] {
  const holders = ['a#1', 'b#1', 'c#1'].map(holderOf)
  for (const holder of holders) for (const peer of peerNames) holder.openPeer(peer)
  let nowMs = 0
  for (const { holder: index, key, stepMs, tells } of all) {
    nowMs += stepMs
    const holder = holders[index]
    if (holder === undefined) continue
    slide(holder, 4, 1_000).hit(key, nowMs, asking)
    if (tells !== undefined) holders[tells]?.merge(holder.takeChanges(peerNames[tells] ?? ''))
  }
  return holders
}

function exchangeAll(holders: readonly ReplicatedCounters[]): void {
  for (const from of holders) {
    for (const [index, to] of holders.entries()) to.merge(from.takeChanges(peerNames[index] ?? ''))
  }
}

/** What a holder knows of each key after all calls, as time goes on. */
function viewOf(counters: ReplicatedCounters, all: readonly Call[]): unknown {
  const limit = slide(counters, 4, 1_000)
  const endMs = all.reduce((sum, { stepMs }) => sum + stepMs, 0)
  return ['alice', 'bob'].map((key) =>
    [0, 250, 500, 750, 1_000].map((laterMs) => limit.peek(key, endMs + laterMs).countSeen),
  )
}
