import { describe, expect, test } from 'vitest'
import type { DrillEvent } from '../../../../ledger/events.ts'
import type { CacheRecord, GatewayRecord } from '../../../../ledger/records.ts'
import { backendBase, cacheBase, clientBase, gatewayBase, manifest, second } from '../run-folder.ts'
import { judgedCheck } from './checked-run.ts'

const [a, b] = ['westeurope-1-u1-a', 'westeurope-2-u2-a'] as const
const quiet = { ...manifest, faults: [] }

const stored = (requestId: number, atS: number, more: Partial<CacheRecord> = {}): CacheRecord => ({
  ...cacheBase,
  event: 'stored',
  requestId,
  atUs: atS * second,
  lifeMs: 10_000,
  ...more,
})
const hit = (requestId: number, atS: number, more: Partial<CacheRecord> = {}): CacheRecord => ({
  ...cacheBase,
  event: 'hit',
  requestId,
  atUs: atS * second,
  storedBy: 1,
  holder: a,
  ...more,
})
const called = (requestId: number, more: Partial<GatewayRecord> = {}): GatewayRecord => ({
  ...gatewayBase,
  requestId,
  receivedAtUs: requestId * second,
  endedAtUs: requestId * second,
  ...more,
})

type Looks = { readonly a: readonly CacheRecord[]; readonly b?: readonly CacheRecord[] }
type World = { readonly calls?: readonly GatewayRecord[]; readonly events?: readonly DrillEvent[] }

async function judged(name: string, looks: Looks, { calls, events = [] }: World = {}) {
  const check = await judgedCheck(name, {
    manifest: quiet,
    events,
    client: { load: [1, 2].map((requestId) => ({ ...clientBase, requestId })) },
    gateway: { [`${a}-1`]: calls ?? [called(1), called(2)] },
    cache: { [`${a}-1`]: looks.a, [`${b}-1`]: looks.b ?? [] },
  })
  return check
}

const personal = { personal: 1 } as const

describe('cache.cross-tenant', () => {
  const name = 'cache.cross-tenant'

  test.each<[string, Looks]>([
    ['no cache was used', { a: [] }],
    ['nothing was found in one', { a: [{ ...cacheBase, atUs: 10 * second }, stored(1, 10)] }],
    ['nobody knows who stored what was found', { a: [hit(2, 11)] }],
  ])('%s: nothing is claimed', async (_case, looks) => {
    expect(await judged(name, looks)).toMatchObject({ verdict: 'not-claimed' })
  })

  test.each<[string, CacheRecord]>([
    ['its own answer', hit(2, 11, personal)],
    ['an answer for all that another caused', hit(2, 11, { tenant: 'bob' })],
  ])('a tenant may be given %s', async (_case, found) => {
    const check = await judged(name, { a: [stored(1, 10, { personal: found.personal }), found] })
    expect(check).toMatchObject({ verdict: 'holds', observed: 0, allowed: 0 })
  })

  const ofCustomers = [called(1), called(2, { api: 'customers' })]
  test.each<[string, CacheRecord, World, string]>([
    ["another tenant's answer", hit(2, 11, { ...personal, tenant: 'bob' }), {}, 'is of alice'],
    ['the answer of another API', hit(2, 11), { calls: ofCustomers }, 'is of orders get-order'],
    ['what stands under another key', hit(2, 11, { keyHash: 'ffff' }), {}, 'stands under a1b2c3d4'],
  ])('%s breaks it, and is named', async (_case, found, world, what) => {
    const check = await judged(
      name,
      { a: [stored(1, 10, { personal: found.personal }), found] },
      world,
    )
    expect(check).toMatchObject({ verdict: 'broken', first: { requestId: 2 } })
    expect(check?.first?.what).toContain(what)
  })

  test('an answer that another region stored breaks it', async () => {
    const instances = quiet.instances.map((one) =>
      one.instance === b ? { ...one, region: 'northeurope' } : one,
    )
    const check = await judgedCheck(name, {
      manifest: { ...quiet, instances },
      gateway: { [`${a}-1`]: [called(1), called(2)] },
      cache: { [`${a}-1`]: [hit(2, 11)], [`${b}-1`]: [stored(1, 10)] },
    })
    expect(check).toMatchObject({ verdict: 'broken' })
    expect(check?.first?.what).toContain('is of northeurope')
  })
})

describe('cache.staleness', () => {
  const name = 'cache.staleness'
  const started = (source: string, atS: number): DrillEvent => ({
    kind: 'process-started',
    atUs: atS * second,
    source,
    detail: {},
  })

  test('without an answer of a cache nothing is claimed', async () => {
    expect(await judged(name, { a: [stored(1, 10)] })).toMatchObject({ verdict: 'not-claimed' })
  })

  test.each<[string, CacheRecord, readonly DrillEvent[], string]>([
    ['within its time', hit(2, 19.9), [], 'holds'],
    ['just over it, by the way to its holder', hit(2, 20.05), [], 'holds'],
    ['long after it', hit(2, 25), [], 'broken'],
    ['long after it, from outside', hit(2, 25, { cache: 'external', holder: '' }), [], 'broken'],
    ['of a holder that was there all the time', hit(2, 15), [started(a, 2)], 'holds'],
    ['of a holder that died in between', hit(2, 15), [started(a, 12)], 'broken'],
    ['while another was lost', hit(2, 15), [started(b, 12)], 'holds'],
  ])('an answer that is served %s: %s', async (_case, found, events, verdict) => {
    const check = await judged(
      name,
      { a: [stored(1, 10, { cache: found.cache }), found] },
      { events },
    )
    expect(check).toMatchObject({ verdict })
  })

  test('the age of the oldest is told, beside what is allowed', async () => {
    const check = await judged(name, { a: [stored(1, 10), hit(2, 25)] })
    expect(check).toMatchObject({ observed: 5_000, allowed: 100, first: { requestId: 2 } })
    expect(check?.first?.what).toBe(`${a} served a1b2c3d4 after 15000 ms of 10000`)
  })

  test('a calendar that was set wrong widens the bound of an external cache alone', async () => {
    const fault = {
      id: 'unit-clock#1',
      kind: 'unit-clock',
      params: { skewMs: 10_000 },
      targets: [a],
      atS: 5,
      durationS: 20,
    }
    const applying = {
      kind: 'fault-applying',
      atUs: 9 * second,
      source: 'controller',
      fault: fault.id,
    }
    const skewed = (cache: 'internal' | 'external', holder: string) =>
      judgedCheck(name, {
        manifest: { ...quiet, faults: [fault] },
        events: [{ ...applying, kind: 'fault-applying' }],
        gateway: { [`${a}-1`]: [called(1), called(2)] },
        cache: { [`${a}-1`]: [stored(1, 10, { cache }), hit(2, 25, { cache, holder })] },
      })
    expect(await skewed('external', '')).toMatchObject({ verdict: 'holds' })
    expect(await skewed('internal', a)).toMatchObject({ verdict: 'broken' })
  })
})

describe('cache.amplification', () => {
  /** Ten looks a second from 5 s to 45 s; the fault begins at 17 s and is healed at 31 s. */
  async function amplified(
    missesIn100: { readonly before: number; readonly during: number },
    callsPerMiss: { readonly before: number; readonly during: number },
  ) {
    const step = (kind: 'fault-applying' | 'fault-undoing' | 'fault-healed', atS: number) => ({
      kind,
      atUs: atS * second,
      source: 'controller',
      fault: 'zone-down#1',
    })
    const looks = Array.from({ length: 400 }, (_look, index) => {
      const atS = 5 + index / 10
      const when = atS < 17 || atS >= 31 ? ('before' as const) : ('during' as const)
      const isMiss = index % 100 < missesIn100[when]
      return { id: index + 1, atS, isMiss, calls: isMiss ? callsPerMiss[when] : 0 }
    })
    return judgedCheck('cache.amplification', {
      events: [step('fault-applying', 17), step('fault-undoing', 31), step('fault-healed', 31.1)],
      client: { load: looks.map(({ id }) => ({ ...clientBase, requestId: id })) },
      gateway: {
        [`${a}-1`]: looks.map(({ id, atS }) =>
          called(id, { receivedAtUs: atS * second, endedAtUs: (atS + 0.25) * second }),
        ),
      },
      cache: {
        [`${a}-1`]: looks.map(({ id, atS, isMiss }) => ({
          ...cacheBase,
          event: isMiss ? ('miss' as const) : ('hit' as const),
          requestId: id,
          atUs: atS * second,
        })),
      },
      backend: {
        orders: looks.flatMap(({ id, atS, calls }) =>
          Array.from({ length: calls }, (_call, index) => ({
            ...backendBase,
            requestId: id,
            receivedAtUs: (atS + index / 100) * second,
          })),
        ),
      },
    })
  }

  const one = { before: 1, during: 1 }
  test.each([
    ['the cache kept nothing from the backend', { before: 100, during: 100 }, one, 'not-claimed'],
    ['it kept everything', { before: 0, during: 100 }, one, 'not-claimed'],
    ['it gave next to nothing', { before: 99, during: 100 }, one, 'not-claimed'],
    ['the cache is as good as before', { before: 20, during: 20 }, one, 'holds'],
    ['the whole cache is lost', { before: 20, during: 100 }, one, 'holds'],
    ['and each miss tries twice', { before: 20, during: 100 }, { before: 1, during: 2 }, 'broken'],
    [
      'each miss tried twice before, too',
      { before: 20, during: 100 },
      { before: 2, during: 2 },
      'holds',
    ],
  ] as const)('%s: %s', async (_case, misses, calls, verdict) => {
    const check = await amplified(misses, calls)
    expect(check).toMatchObject({ verdict })
  })

  test('says how many missed the same entry at once', async () => {
    const check = await amplified({ before: 20, during: 100 }, one)
    // Ten a second, each a quarter of a second under way.
    expect(check?.why).toContain('at most 3 requests missed the same entry at once')
  })
})
