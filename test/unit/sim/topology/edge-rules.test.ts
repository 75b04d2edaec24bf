import { expect, test } from 'vitest'
import { GatedrillError } from '../../../../ledger/errors.ts'
import { type ScenarioInput, scenarioSchema } from '../../../../scenarios/schema.ts'
import { edgeProblems } from '../../../../sim/topology/edge-rules.ts'
import { edgeKindOf } from '../../../../sim/topology/places.ts'

const load = { ratePerS: 1, durationS: 1 }
const one = { westeurope: { zones: 1, units: 1 } }
const two = { ...one, northeurope: { zones: 1, units: 1 } }

function scenarioOf(changes: Partial<ScenarioInput>) {
  return scenarioSchema.parse({
    name: 'edges',
    topology: { tier: 'premium', regions: two },
    gateway: { config: 'orders' },
    backends: { backend: {} },
    load,
    objectives: ['lost(config) = 0'],
    ...changes,
  })
}

test.each([
  ['one region', { topology: { tier: 'premium', regions: one } }, 'direct'],
  ['two regions', {}, 'traffic-manager'],
  ['what the scenario says', { edge: { kind: 'front-door' } }, 'front-door'],
] satisfies [string, Partial<ScenarioInput>, string][])('%s: %s', (_case, changes, kind) => {
  expect(edgeKindOf(scenarioOf(changes))).toBe(kind)
})

test.each([
  [
    'a priority of a region that is not there',
    { edge: { routing: 'priority', priorities: { northeurop: 1 } } },
    'TOPOLOGY_UNKNOWN_REGION',
    /edge\.priorities: there is no northeurop .*\n.*westeurope, northeurope\n.*write northeurope/,
  ],
  [
    'clients that are sent to a region that is not there',
    { edge: { routing: 'custom', custom: { westeurope: ['mars'] } } },
    'TOPOLOGY_UNKNOWN_REGION',
    /edge\.custom\.westeurope: there is no mars/,
  ],
  [
    'a distance to a place where nobody is',
    { network: { pairsMs: { westeurope: { brazil: 180 } } } },
    'TOPOLOGY_UNKNOWN_REGION',
    /network\.pairsMs: there is no brazil/,
  ],
  [
    'a population that enters by a gateway that is not there',
    { load: { ...load, populations: [{ name: 'shop', enters: 'factory' }] } },
    'TOPOLOGY_UNKNOWN_REGION',
    /load\.populations\[0\]\.enters: there is no factory/,
  ],
  [
    'two populations of one name',
    { load: { ...load, populations: [{ name: 'shop' }, { name: 'shop' }] } },
    'TOPOLOGY_NAME_TAKEN',
    /two populations are called shop/,
  ],
  [
    'a disabled gateway with other than the built-in routing',
    { edge: { routing: 'weighted', disabled: ['northeurope'] } },
    'TOPOLOGY_DISABLE_GATEWAY',
    /routing weighted.*\n.*built-in routing alone/,
  ],
  [
    'a disabled gateway without a router',
    { edge: { kind: 'direct', disabled: ['northeurope'] } },
    'TOPOLOGY_DISABLE_GATEWAY',
    /without a router/,
  ],
  [
    'no gateway that is enabled',
    { edge: { disabled: ['westeurope', 'northeurope'] } },
    'TOPOLOGY_DISABLE_GATEWAY',
    /every gateway is disabled/,
  ],
] satisfies [string, Partial<ScenarioInput>, string, RegExp][])(
  'refuses %s',
  (_case, changes, code, message) => {
    const error = new GatedrillError(edgeProblems(scenarioOf(changes)))
    expect(error.problems.map((problem) => problem.code)).toEqual([code])
    expect(error.message).toMatch(message)
  },
)

test('clients may be where no gateway is, and the network may say how far that is', () => {
  const populations = [{ name: 'shop', region: 'brazil', enters: 'northeurope' }]
  const network = { pairsMs: { brazil: { westeurope: 180 } } }
  expect(edgeProblems(scenarioOf({ load: { ...load, populations }, network }))).toEqual([])
})
