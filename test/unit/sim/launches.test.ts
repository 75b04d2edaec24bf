import { expect, test } from 'vitest'
import { revisionOf } from '../../../ledger/revision.ts'
import { scenarioSchema } from '../../../scenarios/schema.ts'
import { gatewayLaunchOf } from '../../../sim/launches.ts'
import { timingOf } from '../../../sim/timing.ts'
import type { Issued } from '../../../sim/tls/issue-certificates.ts'
import { contentOf } from './content.ts'
import { instances } from './faults/world-in-memory.ts'

function launchOf(tier: string, topology: object = {}, gateway?: string, issued?: Issued) {
  const scenario = scenarioSchema.parse({
    name: 'tiers',
    topology: { tier, regions: { westeurope: { zones: 3, units: 3 } }, ...topology },
    gateway: { config: 'orders' },
    backends: { backend: {} },
    load: { ratePerS: 1, durationS: 1 },
    objectives: ['lost(config) = 0'],
  })
  const [placed] = instances
  if (placed === undefined) throw new Error('a world without instances')
  const context = {
    scenario,
    timing: timingOf(scenario.timing),
    seed: 1,
    runId: '0123456789abcdef',
    epochNs: '0',
    folder: 'run',
    instances,
    regions: ['westeurope'],
    addresses: { hostOf: () => '127.0.0.1' },
    revision: revisionOf(1, contentOf({})),
    endpointOf: () => ({ host: '127.0.0.1', port: 1 }),
    issued,
  }
  return gatewayLaunchOf(context, gateway === undefined ? placed : { ...placed, gateway }, 1)
}

test.each([
  ['developer', 'sliding-window'],
  ['premium', 'sliding-window'],
  ['consumption', 'sliding-window'],
  ['basic-v2', 'token-bucket'],
  ['standard-v2', 'token-bucket'],
  ['premium-v2', 'token-bucket'],
])('an instance of the tier %s limits call rates by a %s', (tier, expected) => {
  expect(launchOf(tier).rateAlgorithm).toBe(expected)
})

test.each([
  [true, expect.stringContaining('westeurope-1')],
  [false, undefined],
])('a self-hosted gateway keeps its configuration on disk: %s', (keepsBackup, folder) => {
  const selfHosted = [{ name: 'factory', keepsBackup }]
  expect(launchOf('premium', { selfHosted }, 'factory').stateFolder).toEqual(folder)
  expect(launchOf('premium', { selfHosted }).stateFolder).toEqual(expect.any(String))
})

const link = { host: '127.0.0.1', port: 1 }

test('an instance speaks TLS to a backend that has a certificate, and trusts who has signed it', () => {
  const certificates = new Map([['backend', { key: 'key', valid: 'valid', expired: 'expired' }]])
  const launch = launchOf('premium', {}, undefined, { authority: 'authority', certificates })
  const { hosts, backendCas } = launch
  expect(hosts).toEqual({ '*': { ...link, tls: true }, backend: { ...link, tls: true } })
  expect(backendCas).toEqual({ '*': ['authority'], backend: ['authority'] })
  expect(JSON.stringify(launch)).not.toContain('key":"key')
})

test('without certificates it is told nothing of TLS', () => {
  const launch = launchOf('premium')
  expect(launch.hosts).toEqual({ '*': link })
  expect(launch).not.toHaveProperty('backendCas')
})
