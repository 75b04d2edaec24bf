import { describe, expect, test } from 'vitest'
import { type CallEnd, Circuit, type CircuitChange } from '../../../../gateway/backends/circuit.ts'
import { circuitsFor } from '../../../../gateway/backends/circuits.ts'
import type { CircuitBreaker } from '../../../../ledger/revision.ts'
import { fakeClock } from '../in-memory.ts'

const rule: CircuitBreaker = {
  name: 'rule',
  count: 3,
  intervalMs: 10_000,
  statusRanges: [{ min: 500, max: 599 }],
  errorReasons: [],
  tripMs: 5_000,
  acceptsRetryAfter: false,
}
const startUnixMs = Date.UTC(2025, 0, 1)

function circuitOf(more: Partial<CircuitBreaker> = {}) {
  const { clock, advance } = fakeClock(startUnixMs)
  const changes: CircuitChange[] = []
  const circuit = new Circuit('stock', { ...rule, ...more }, clock, (change) => {
    changes.push(change)
  })
  const end = (...ends: CallEnd[]) => {
    for (const one of ends) circuit.ended(one)
  }
  return { circuit, changes, advance, end, clock }
}

const answer = (status: number, retryAfter?: string): CallEnd => ({ status, retryAfter })

test('opens with the last failure that is allowed, and closes after its time without a trial', () => {
  const { circuit, changes, advance, end } = circuitOf()
  end(answer(500), answer(503))
  expect(circuit.openForMs()).toBe(0)
  end(answer(599))
  expect(circuit.openForMs()).toBe(5_000)
  advance(4_999)
  expect(circuit.openForMs()).toBe(1)
  advance(1)
  expect(circuit.openForMs()).toBe(0)
  expect(changes).toEqual([
    { backendId: 'stock', rule: 'rule', state: 'open', atMs: 0, untilMs: 5_000 },
    { backendId: 'stock', rule: 'rule', state: 'closed', atMs: 5_000, untilMs: 5_000 },
  ])
})

test('counts from nothing once it has closed', () => {
  const { circuit, advance, end } = circuitOf()
  end(answer(500), answer(500), answer(500))
  advance(5_000)
  end(answer(500), answer(500))
  expect(circuit.openForMs()).toBe(0)
  end(answer(500))
  expect(circuit.openForMs()).toBe(5_000)
})

test('calls that end while it is open change nothing', () => {
  const { circuit, changes, advance, end } = circuitOf({ count: 1 })
  end(answer(500))
  advance(3_000)
  end(answer(500), answer(200))
  expect([circuit.openForMs(), changes.length]).toEqual([2_000, 1])
})

test('the interval begins with the first failure', () => {
  const { circuit, advance, end } = circuitOf({ count: 2 })
  end(answer(200))
  advance(9_000)
  end(answer(500))
  advance(9_999)
  end(answer(500))
  expect(circuit.openForMs()).toBe(5_000)
})

test('failures of an interval that is over count no more', () => {
  const { circuit, advance, end } = circuitOf({ count: 2 })
  end(answer(500))
  advance(10_000)
  end(answer(500))
  expect(circuit.openForMs()).toBe(0)
})

describe('what a failure is', () => {
  const byReason = { count: 1, statusRanges: [] }
  test.each<readonly [string, Partial<CircuitBreaker>, CallEnd, boolean]>([
    ['the lower end of a range', { count: 1 }, answer(500), true],
    ['the upper end of a range', { count: 1 }, answer(599), true],
    ['a status below', { count: 1 }, answer(499), false],
    ['a failed connection when only statuses are named', { count: 1 }, connection(), false],
    ['a reason', { ...byReason, errorReasons: ['BackendConnectionFailure'] }, connection(), true],
    ['a reason in other letters', { ...byReason, errorReasons: ['timeout'] }, timeout(), true],
    ['another reason', { ...byReason, errorReasons: ['Timeout'] }, connection(), false],
    ['Server errors at 500', { ...byReason, errorReasons: ['Server errors'] }, answer(502), true],
    ['Server errors below', { ...byReason, errorReasons: ['Server errors'] }, answer(429), false],
  ])('%s', (_case, more, ended, opens) => {
    const { circuit, end } = circuitOf(more)
    end(ended)
    expect(circuit.openForMs() > 0).toBe(opens)
  })
})

describe('a share of calls', () => {
  const half = { count: undefined, percentage: 50 }
  test.each([
    ['is judged when a call fails', [500, 200], false],
    ['half of two, the failure last', [200, 500], true],
    ['a first call alone is no half', [500], false],
    ['less than half', [200, 200, 200, 500, 500], false],
    ['half of six', [200, 200, 200, 500, 500, 500], true],
  ])('%s', (_case, statuses, opens) => {
    const { circuit, end } = circuitOf(half)
    end(...statuses.map((status) => answer(status)))
    expect(circuit.openForMs() > 0).toBe(opens)
  })

  test('is of the calls of one interval', () => {
    const { circuit, advance, end } = circuitOf(half)
    end(answer(200), answer(200), answer(200))
    advance(10_000)
    end(answer(500), answer(500))
    expect(circuit.openForMs()).toBe(5_000)
  })
})

test.each([
  ['seconds', '7', 7_000],
  ['a date', new Date(startUnixMs + 9_000).toUTCString(), 9_000],
  ['a date that is over', new Date(startUnixMs - 9_000).toUTCString(), 5_000],
  ['no time at all', 'soon', 5_000],
  ['nothing', undefined, 5_000],
])('stays open as long as the backend says: %s', (_case, retryAfter, expected) => {
  const { circuit, end } = circuitOf({ count: 1, acceptsRetryAfter: true })
  end(answer(503, retryAfter))
  expect(circuit.openForMs()).toBe(expected)
})

test('goes by its own time where the backend may not say', () => {
  const { circuit, end } = circuitOf({ count: 1 })
  end(answer(503, '60'))
  expect(circuit.openForMs()).toBe(5_000)
})

describe('over revisions', () => {
  const entity = {
    id: 'stock',
    kind: 'single' as const,
    url: 'https://stock.example',
    members: [],
    credentials: { headers: {}, query: {} },
    circuitBreaker: rule,
  }
  const { clock } = fakeClock()
  const none = () => undefined
  const before = circuitsFor([entity], new Map(), clock, none)

  test.each([
    ['is kept when its backend is the same', entity, true],
    ['is kept when only credentials changed', { ...entity, credentials: other() }, true],
    ['is new when the address changed', { ...entity, url: 'https://other.example' }, false],
    ['is new when the rule changed', { ...entity, circuitBreaker: { ...rule, count: 9 } }, false],
  ])('%s', (_case, changed, isKept) => {
    const after = circuitsFor([changed], before, clock, none)
    expect(after.get('stock')?.circuit === before.get('stock')?.circuit).toBe(isKept)
  })

  test('is gone with its backend', () => {
    expect(circuitsFor([], before, clock, none).size).toBe(0)
  })
})

function other() {
  return { headers: { 'X-Key': ['new'] }, query: {} }
}

function connection(): CallEnd {
  return { failure: 'BackendConnectionFailure' }
}

function timeout(): CallEnd {
  return { failure: 'Timeout' }
}
