import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { gatewayHost } from '../../../../ledger/launch/router.ts'
import { runFolder } from '../run-folder.ts'
import { smallWorld } from '../small-world.ts'
import { runInWorld } from './run-in-world.ts'

/** One world of real processes for all rows: each fault leaves it as it was. */
const vault = runFolder()
let small: Awaited<ReturnType<typeof smallWorld>>

beforeAll(async () => {
  writeFileSync(join(vault.path, 'vault.yaml'), 'marker: from the vault\n')
  const changes: Parameters<typeof smallWorld>[0] = {
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
  }
  small = await smallWorld(changes, undefined, join(vault.path, 'vault.yaml'))
}, 90_000)
afterAll(async () => {
  await small[Symbol.asyncDispose]()
  vault[Symbol.dispose]()
})

const waiting = { timeout: 10_000, interval: 50 }

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
    const { isProven, isHealed, errors } = await runInWorld(small, { kind, ...params })
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

const arm = (method: string, path: string, body: object) =>
  small.processes.running('management').command('arm', { method, path, body })
const setDisabled = (disableGateway: boolean) =>
  arm('PATCH', '', { properties: { disableGateway } })
const regionNow = async () => {
  const asked = { name: gatewayHost, from: 'west' }
  const answer = await small.processes.running('traffic-manager').command('resolve', asked)
  return z.object({ region: z.string() }).parse(answer).region
}

test('a gateway that is disabled over the management plane is left out, and comes back', async () => {
  const told = () =>
    small.events.filter(({ kind, region }) => kind === 'gateway-disabled' && region === 'west')
  expect(await regionNow()).toBe('west')
  expect(await setDisabled(true)).toMatchObject({ status: 200 })
  await vi.waitFor(async () => expect(await regionNow()).toBe('north'), waiting)
  const orderedAtUs = small.events.findLast(({ kind }) => kind === 'routing-changed')?.atUs ?? 0
  const tookMs = ((told()[0]?.atUs ?? 0) - orderedAtUs) / 1_000
  expect(tookMs).toBeGreaterThan(small.context.timing.disableGatewayMs - 5)
  expect(await setDisabled(false)).toMatchObject({ status: 200 })
  await vi.waitFor(async () => expect(await regionNow()).toBe('west'), waiting)
}, 60_000)

test('a named value of a key vault is taken when the vault of the scenario has its secret', async () => {
  const ofVault = (secret: string) => ({
    properties: {
      displayName: 'marker',
      secret: true,
      keyVault: { secretIdentifier: `https://drill.vault.azure.net/secrets/${secret}` },
    },
  })
  expect(await arm('PUT', 'namedValues/marker', ofVault('marker'))).toMatchObject({ status: 201 })
  expect(await arm('PUT', 'namedValues/other', ofVault('other'))).toMatchObject({ status: 400 })
}, 60_000)
