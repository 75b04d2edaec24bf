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

const rows: readonly (readonly [string, object, number])[] = [
  ['jwks-down', { how: 'errors', status: 500 }, 1_500],
  ['jwks-down', { how: 'hang' }, 3_000],
  ['jwks-down', { how: 'refuse' }, 1_500],
  ['jwks-down', { how: 'silence' }, 4_500],
  ['identity-slow', { delayMs: 700 }, 3_000],
  ['key-rotated', { publish: 'overlap' }, 2_000],
  ['key-rotated', { publish: 'none' }, 2_000],
  ['key-rotated', { publish: 'late' }, 2_000],
  ['identity-clock', { skewS: 600 }, 1_500],
  ['identity-clock', { skewS: -86_400 }, 1_500],
  ['discovery-wrong', { what: 'issuer' }, 1_500],
  ['discovery-wrong', { what: 'jwks-uri' }, 1_500],
  ['discovery-wrong', { what: 'without-keys' }, 1_500],
]

test.each(rows)(
  '%s %j is proven, and heals',
  async (kind, params, durationMs) => {
    const { isProven, isHealed, errors } = await runInWorld(
      small,
      { kind, ...params },
      { durationMs },
    )
    expect({ isProven, isHealed, errors }).toEqual({ isProven: true, isHealed: true, errors: [] })
  },
  30_000,
)
