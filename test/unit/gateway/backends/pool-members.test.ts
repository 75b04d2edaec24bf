import { describe, expect, test } from 'vitest'
import type { Circuit } from '../../../../gateway/backends/circuit.ts'
import { circuitsFor } from '../../../../gateway/backends/circuits.ts'
import { compileTargets } from '../../../../gateway/backends/target.ts'
import { HeaderList } from '../../../../gateway/pipeline/headers.ts'
import type { BackendEntity } from '../../../../ledger/revision.ts'
import { contentOf, fakeClock } from '../in-memory.ts'

const credentials = { headers: {}, query: {} }

/** Members as `name weight priority`; each opens at its first 503, for ten seconds. */
function poolOf(members: readonly string[], sessionCookie?: string) {
  const { clock, advance } = fakeClock()
  const read = members.map((text) => {
    const [id = '', weight = '1', priority = '1'] = text.split(' ')
    return { id, weight: Number(weight), priority: Number(priority) }
  })
  const backends: BackendEntity[] = [
    ...read.map(({ id }) => ({
      id,
      kind: 'single' as const,
      url: `https://${id}.example`,
      members: [],
      credentials,
      circuitBreaker: {
        name: 'rule',
        count: 1,
        intervalMs: 60_000,
        statusRanges: [{ min: 503, max: 503 }],
        errorReasons: [],
        tripMs: 10_000,
        acceptsRetryAfter: true,
      },
    })),
    { id: 'pool', kind: 'pool', members: read, credentials, sessionCookie },
  ]
  const circuits = circuitsFor(backends, new Map(), clock, () => undefined)
  const { destinationOf } = compileTargets(contentOf({ backends }), circuits)
  const choose = (cookie?: string) => {
    const headers = new HeaderList()
    if (cookie !== undefined) headers.set('Cookie', cookie)
    return destinationOf({ kind: 'entity', backendId: 'pool' }, headers)
  }
  const next = (cookie?: string) => {
    const found = choose(cookie)
    return typeof found === 'object' && 'base' in found ? (found.backendId ?? '') : found
  }
  return {
    advance,
    choose,
    next,
    nextOnes: (count: number) => Array.from({ length: count }, () => next()).join(' '),
    single: (backendId: string) => destinationOf({ kind: 'entity', backendId }),
    open: (id: string, retryAfter?: string) => circuitOf(id).ended({ status: 503, retryAfter }),
  }

  function circuitOf(id: string): Circuit {
    const kept = circuits.get(id)
    if (kept === undefined) throw new Error(`no circuit of ${id}`)
    return kept.circuit
  }
}

describe('an open circuit', () => {
  test('leaves its member out, and the others keep their weights', () => {
    const pool = poolOf(['a 2', 'b 1', 'c 1'])
    pool.open('a')
    expect(pool.nextOnes(4)).toBe('b c b c')
    pool.advance(10_000)
    expect(pool.nextOnes(8).split('a').length - 1).toBe(4)
  })

  test('moves no call to the next group while one of this group is closed', () => {
    const pool = poolOf(['a 1 1', 'b 1 1', 'spare 1 2'])
    pool.open('a')
    expect(pool.nextOnes(3)).toBe('b b b')
  })

  test.each([
    ['all of the first group are open', ['a', 'b'], 'spare'],
    ['all of the first two are open', ['a', 'b', 'spare'], 'last'],
  ])('moves calls to the next group when %s', (_case, open, expected) => {
    const pool = poolOf(['last 1 9', 'a 1 1', 'spare 1 2', 'b 1 1'])
    for (const id of open) pool.open(id)
    expect(pool.next()).toBe(expected)
    pool.advance(10_000)
    expect(pool.nextOnes(2)).toBe('a b')
  })

  test('of all members leaves nobody, until the first of them closes', () => {
    const pool = poolOf(['a', 'b', 'spare 1 2'])
    pool.open('a', '30')
    pool.open('spare', '60')
    pool.advance(5_000)
    pool.open('b')
    expect(pool.next()).toEqual({ backendId: 'pool', kind: 'pool', openForMs: 10_000 })
    pool.advance(10_000)
    expect(pool.next()).toBe('b')
  })

  test('of a backend called by itself is told, with the time', () => {
    const pool = poolOf(['a'])
    pool.open('a')
    expect(pool.single('a')).toEqual({ backendId: 'a', kind: 'single', openForMs: 10_000 })
  })
})

describe('a session', () => {
  const visit = (pool: ReturnType<typeof poolOf>, cookie?: string) => {
    const found = pool.choose(cookie)
    if (typeof found === 'string' || !('base' in found)) throw new Error('nobody')
    return { id: found.backendId, setCookie: found.setCookie }
  }
  const sent = (setCookie: string | undefined) => setCookie?.split(';')[0]

  test('stays with its member, whatever others the turn brings', () => {
    const pool = poolOf(['a', 'b', 'c'], 'SessionId')
    const first = visit(pool)
    const cookie = sent(first.setCookie)
    expect(first.setCookie).toMatch(/^SessionId=[0-9a-f]{32}; Path=\/; HttpOnly$/)
    for (let count = 0; count < 5; count += 1) {
      expect(visit(pool, `other=1; ${cookie}; more=2`)).toEqual({
        id: first.id,
        setCookie: undefined,
      })
    }
    expect(visit(pool).id).not.toBe(first.id)
  })

  test('moves when its member must not be called, and gets another cookie', () => {
    const pool = poolOf(['a', 'b'], 'SessionId')
    const first = visit(pool)
    pool.open(first.id ?? '')
    const second = visit(pool, sent(first.setCookie))
    expect(second.id).not.toBe(first.id)
    expect(sent(second.setCookie)).not.toBe(sent(first.setCookie))
  })

  test.each(['SessionId=made-up', 'SessionId=', 'SessionId', 'NotSessionId=x; =', ''])(
    'is begun anew for the cookie %j',
    (cookie) => {
      expect(visit(poolOf(['a', 'b'], 'SessionId'), cookie)).toMatchObject({
        id: 'a',
        setCookie: expect.stringContaining('SessionId='),
      })
    },
  )

  test('is no matter of a pool without affinity', () => {
    expect(visit(poolOf(['a'])).setCookie).toBeUndefined()
  })
})
