import { expect, test } from 'vitest'
import { revisionOf } from '../../../ledger/revision.ts'
import { scenarioSchema } from '../../../scenarios/schema.ts'
import { gatewayLaunchOf } from '../../../sim/launches.ts'
import { timingOf } from '../../../sim/timing.ts'
import { contentOf } from './content.ts'
import { instances } from './faults/world-in-memory.ts'

function launchOf(tier: string) {
  const scenario = scenarioSchema.parse({
    name: 'tiers',
    topology: { tier, regions: { westeurope: { zones: 3, units: 3 } } },
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
  }
  return gatewayLaunchOf(context, placed, 1)
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
