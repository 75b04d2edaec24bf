import { afterAll, beforeAll, expect, test } from 'vitest'
import { smallWorld } from '../small-world.ts'
import { runInWorld } from './run-in-world.ts'

/** One world of real processes for all rows: each fault leaves it as it was. */
let small: Awaited<ReturnType<typeof smallWorld>>

beforeAll(async () => {
  small = await smallWorld({
    topology: { tier: 'standard-v2', regions: { r: { zones: 1, units: 1 } } },
    identity: { issuer: 'https://login.test/tenant/v2.0' },
  })
}, 60_000)
afterAll(() => small[Symbol.asyncDispose]())

const rows: readonly (readonly [string, object])[] = [
  ['jwks-down', { how: 'errors', status: 500 }],
  ['jwks-down', { how: 'hang' }],
  ['jwks-down', { how: 'refuse' }],
  ['jwks-down', { how: 'silence' }],
  ['identity-slow', { delayMs: 700 }],
  ['key-rotated', { publish: 'overlap' }],
  ['key-rotated', { publish: 'none' }],
  ['key-rotated', { publish: 'late' }],
  ['identity-clock', { skewS: 600 }],
  ['identity-clock', { skewS: -86_400 }],
  ['discovery-wrong', { what: 'issuer' }],
  ['discovery-wrong', { what: 'jwks-uri' }],
  ['discovery-wrong', { what: 'without-keys' }],
]

test.each(rows)(
  '%s %j is proven, and heals',
  async (kind, params) => {
    const { isProven, isHealed, errors } = await runInWorld(small, { kind, ...params })
    expect({ isProven, isHealed, errors }).toEqual({ isProven: true, isHealed: true, errors: [] })
  },
  30_000,
)
