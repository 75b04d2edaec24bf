import { afterAll, beforeAll, expect, test } from 'vitest'
import { smallWorld } from '../small-world.ts'
import { runInWorld } from './run-in-world.ts'

/** One world of real processes for all rows: each fault leaves it as it was. */
let small: Awaited<ReturnType<typeof smallWorld>>

beforeAll(async () => {
  small = await smallWorld({
    topology: { tier: 'standard-v2', regions: { r: { zones: 1, units: 1 } } },
    backends: { orders: { latencyMs: 10, zones: 2 } },
    gateway: { config: 'none', hosts: { '*': 'orders' } },
  })
}, 60_000)
afterAll(() => small[Symbol.asyncDispose]())

type Row = {
  readonly kind: string
  readonly params: object
  /** What a client at the edge gets among other things. */
  readonly felt: string
}

const rows: readonly Row[] = [
  { kind: 'backend-errors', params: { share: 0.5, status: 502 }, felt: '502 none' },
  { kind: 'backend-errors', params: { backend: 'orders', zone: 2 }, felt: '500 none' },
  { kind: 'backend-throttle', params: { retryAfterS: 3 }, felt: '429 none' },
  { kind: 'backend-slow', params: { addedMs: 500 }, felt: '0 TIMEOUT' },
  { kind: 'backend-slow', params: { factor: 40 }, felt: '0 TIMEOUT' },
  { kind: 'backend-hang', params: {}, felt: '0 TIMEOUT' },
  { kind: 'backend-drip', params: { bytesPerS: 100 }, felt: '0 TIMEOUT' },
  // A body this small is read before it is passed on: the gateway itself can say what is wrong.
  { kind: 'backend-reset', params: { bodyShare: 0.5 }, felt: '500 none' },
  { kind: 'backend-truncated', params: { bodyShare: 0.5 }, felt: '500 none' },
  { kind: 'backend-malformed', params: { what: 'status-line' }, felt: '500 none' },
  { kind: 'backend-refuse', params: {}, felt: '500 none' },
  { kind: 'backend-flapping', params: { periodMs: 400 }, felt: '503 none' },
  { kind: 'backend-capacity', params: { concurrent: 1, queue: 1 }, felt: '503 none' },
  // Its links stay silent while it is dead: nobody is left to refuse a connection.
  { kind: 'backend-down', params: { silenceMs: 100 }, felt: '0 TIMEOUT' },
]

test.each(rows)(
  '$kind $params is proven, felt by clients, and heals',
  async (row) => {
    const { kind, params, felt } = row
    const { during, after, ...outcome } = await runInWorld(
      small,
      { kind, ...params },
      { isFelt: (answers) => answers.includes(felt) },
    )
    expect(outcome).toEqual({ isProven: true, isHealed: true, errors: [] })
    expect(during).toContain(felt)
    expect(after).toEqual(['200 none', '200 none'])
  },
  30_000,
)
