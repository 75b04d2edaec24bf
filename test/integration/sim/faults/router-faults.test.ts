import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { smallWorld } from '../small-world.ts'
import { runInWorld } from './run-in-world.ts'

/** One world of real processes for all rows: each fault leaves it as it was. */
let small: Awaited<ReturnType<typeof smallWorld>>

beforeAll(async () => {
  small = await smallWorld({
    topology: {
      tier: 'premium',
      redundancy: 'automatic',
      regions: { west: { zones: 1, units: 1 }, north: { zones: 1, units: 1 } },
    },
    timing: {
      profile: 'drill',
      routerProbeIntervalMs: 200,
      routerProbeTimeoutMs: 190,
      routerProbesTolerated: 1,
      disableGatewayMs: 300,
    },
  })
}, 90_000)
afterAll(() => small[Symbol.asyncDispose]())

const rows: readonly (readonly [string, object])[] = [
  ['dns-error', { status: 'SERVFAIL' }],
  ['dns-slow', { delayMs: 400 }],
  ['dns-stale', {}],
  ['latency-map-wrong', { nearest: 'north' }],
  ['probe-false-negative', { region: 'north' }],
  ['probe-false-positive', { region: 'north' }],
  ['slow-failback', {}],
  ['disable-gateway', { region: 'north' }],
]

test.each(rows)(
  '%s %j is proven, and heals',
  async (kind, params) => {
    const { isProven, isHealed, errors } = await runInWorld(
      small,
      { kind, ...params },
      { durationMs: 2_500 },
    )
    expect({ isProven, isHealed, errors }).toEqual({ isProven: true, isHealed: true, errors: [] })
  },
  30_000,
)

test('the router told of each turn that it took', async () => {
  const turns = ['region-in', 'region-out', 'gateway-disabled', 'gateway-enabled']
  await vi.waitFor(
    () => {
      const told = small.events.filter(
        ({ source, region }) => source === 'traffic-manager' && region === 'north',
      )
      expect(told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(turns))
    },
    { timeout: 5_000 },
  )
})
