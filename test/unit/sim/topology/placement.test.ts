import { expect, test } from 'vitest'
import { GatedrillError } from '../../../../ledger/errors.ts'
import type { TopologyInput } from '../../../../scenarios/schema.ts'
import { placeInstances } from '../../../../sim/topology/placement.ts'
import { tiers } from '../../../../sim/topology/tiers.ts'

function topologyOf(changes: Partial<TopologyInput>): TopologyInput {
  return {
    tier: 'premium',
    redundancy: 'zone-redundant',
    zonalIn: 1,
    regions: { westeurope: { zones: 3, units: 3 } },
    capacity: { perUnitRps: 'none', queueMs: 1_000, whenFull: 'answer-503' },
    selfHosted: [],
    workspaces: [],
    ...changes,
  }
}

const factory = { name: 'factory', nodes: 2, keepsBackup: true }
const west = (zones: number, units: number) => ({ westeurope: { zones, units } })

test.each([
  [
    'three units over three zones: each unit whole in one zone',
    { regions: west(3, 3) },
    ['1-u1-a', '1-u1-b', '2-u2-a', '2-u2-b', '3-u3-a', '3-u3-b'],
  ],
  [
    'six units over three zones: two in each',
    { regions: west(3, 6) },
    [1, 2, 3, 4, 5, 6].flatMap((unit) =>
      ['a', 'b'].map((letter) => `${((unit - 1) % 3) + 1}-u${unit}-${letter}`),
    ),
  ],
  [
    'a single automatic unit: its two instances in two zones',
    { redundancy: 'automatic', regions: west(3, 1) },
    ['1-u1-a', '2-u1-b'],
  ],
  [
    'two automatic units over three zones: as evenly as it goes',
    { redundancy: 'automatic', regions: west(3, 2) },
    ['1-u1-a', '2-u1-b', '3-u2-a', '1-u2-b'],
  ],
  [
    'zonal: everything in one zone',
    { redundancy: 'zonal', zonalIn: 2, regions: west(3, 2) },
    ['2-u1-a', '2-u1-b', '2-u2-a', '2-u2-b'],
  ],
  [
    'a tier without zones: one instance a unit',
    { tier: 'standard-v2', regions: west(1, 2) },
    ['1-u1-a', '1-u2-a'],
  ],
  [
    'Premium v2 takes any number of zone-redundant units',
    { tier: 'premium-v2', regions: west(3, 2) },
    ['1-u1-a', '1-u1-b', '2-u2-a', '2-u2-b'],
  ],
  [
    'a region may choose for itself: zonal beside a redundant default',
    { regions: { westeurope: { zones: 3, units: 2, redundancy: 'zonal', zonalIn: 3 } } },
    ['3-u1-a', '3-u1-b', '3-u2-a', '3-u2-b'],
  ],
] satisfies [string, Partial<TopologyInput>, string[]][])('%s', (_case, changes, names) => {
  const placed = placeInstances(topologyOf(changes))
  expect(placed.map(({ instance }) => instance)).toEqual(names.map((name) => `westeurope-${name}`))
})

test('an instance knows its region, zone and unit, and regions keep their order', () => {
  const regions = { westeurope: { zones: 1, units: 1 }, northeurope: { zones: 3, units: 3 } }
  const placed = placeInstances(topologyOf({ regions }))
  expect(placed).toHaveLength(8)
  expect(placed[0]?.region).toBe('westeurope')
  expect(placed[4]).toEqual({
    instance: 'northeurope-2-u2-a',
    region: 'northeurope',
    zone: 'northeurope-2',
    unit: 2,
  })
})

test('gateways of workspaces and of others stand beside the managed one', () => {
  const workspaces = [{ name: 'team', units: 1 }]
  const selfHosted = [factory, { ...factory, name: 'edge', location: 'westeurope', nodes: 1 }]
  const placed = placeInstances(topologyOf({ workspaces, selfHosted })).slice(6)
  expect(
    placed.map(({ instance, region, zone, gateway }) => [instance, region, zone, gateway]),
  ).toEqual([
    ['westeurope-1-team-u1-a', 'westeurope', 'westeurope-1', 'team'],
    ['westeurope-2-team-u1-b', 'westeurope', 'westeurope-2', 'team'],
    ['factory-n1', 'factory', 'factory-1', 'factory'],
    ['factory-n2', 'factory', 'factory-1', 'factory'],
    ['edge-n1', 'westeurope', 'westeurope-1', 'edge'],
  ])
})

test.each(Object.entries(tiers).filter(([, { hasZones }]) => hasZones))(
  'in tier %s every zone holds the same number of zone-redundant instances',
  (_name, { unitsMax }) => {
    const units = Math.floor(unitsMax / 3) * 3
    const placed = placeInstances(topologyOf({ regions: west(3, units) }))
    const counts = [1, 2, 3].map(
      (zone) => placed.filter((one) => one.zone === `westeurope-${zone}`).length,
    )
    expect(new Set(counts).size).toBe(1)
    expect(new Set(placed.map(({ instance }) => instance)).size).toBe(placed.length)
  },
)

test.each([
  [
    'zone-redundant with 4 units over 3 zones',
    { regions: west(3, 4) },
    'TOPOLOGY_UNITS_NOT_MULTIPLE',
    /4 units over 3 zones.*\n.*multiple of the number of zones\n.*3 or 6 units/,
  ],
  [
    'one unit over three zones',
    { regions: west(3, 1) },
    'TOPOLOGY_UNITS_NOT_MULTIPLE',
    /fix: 3 units, or redundancy: automatic/,
  ],
  [
    'the last unit before the limit',
    { regions: west(3, 31) },
    'TOPOLOGY_UNITS_NOT_MULTIPLE',
    /fix: 30 units, or/,
  ],
  [
    'zonal in a zone that is not there',
    { redundancy: 'zonal', zonalIn: 3, regions: west(2, 2) },
    'TOPOLOGY_NO_SUCH_ZONE',
    /zone 3 of westeurope.*\n.*zones 1 to 2/,
  ],
  [
    'zones in a tier without them',
    { tier: 'standard', regions: west(3, 3) },
    'TOPOLOGY_ZONES_NOT_IN_TIER',
    /3 zones in tier Standard.*\n.*Premium and Premium v2 have/,
  ],
  [
    'more units than the tier has',
    { tier: 'developer', regions: west(1, 2) },
    'TOPOLOGY_TOO_MANY_UNITS',
    /regions\.westeurope\.units: 2 units in tier Developer.*\n.*at most 1 .*\n.*units: 1 here/,
  ],
  [
    'two regions in a tier of one datacenter',
    { tier: 'premium-v2', regions: { ...west(1, 1), northeurope: { zones: 1, units: 1 } } },
    'TOPOLOGY_REGIONS_NOT_IN_TIER',
    /2 regions \(westeurope, northeurope\) in tier Premium v2.*\n.*only Premium has more/,
  ],
  [
    'a region that is zonal in a zone it has not',
    { regions: { westeurope: { zones: 1, units: 1, redundancy: 'zonal', zonalIn: 2 } } },
    'TOPOLOGY_NO_SUCH_ZONE',
    /regions\.westeurope\.zonalIn: zone 2 of westeurope/,
  ],
  [
    'self-hosted gateways in a tier without them',
    { tier: 'standard', regions: west(1, 1), selfHosted: [factory] },
    'TOPOLOGY_SELF_HOSTED_NOT_IN_TIER',
    /in tier Standard.*\n.*Developer and Premium have/,
  ],
  [
    'two nodes in the Developer tier',
    { tier: 'developer', regions: west(1, 1), selfHosted: [factory] },
    'TOPOLOGY_TOO_MANY_NODES',
    /factory: 2 nodes in tier Developer.*\n.*1 node\n.*nodes: 1 here/,
  ],
  [
    'more self-hosted gateways than a service has',
    {
      selfHosted: Array.from({ length: 26 }, (_, index) => ({ ...factory, name: `f${index}` })),
    },
    'TOPOLOGY_TOO_MANY_GATEWAYS',
    /26 self-hosted gateways.*\n.*at most 25/,
  ],
  [
    'a workspace gateway in a tier without them',
    { tier: 'standard-v2', regions: west(1, 1), workspaces: [{ name: 'team', units: 1 }] },
    'TOPOLOGY_WORKSPACE_NOT_IN_TIER',
    /Premium and Premium v2 have workspace gateways/,
  ],
  [
    'a workspace gateway beside the primary region',
    {
      regions: { ...west(1, 1), northeurope: { zones: 1, units: 1 } },
      workspaces: [{ name: 'team', units: 1, region: 'northeurope' }],
    },
    'TOPOLOGY_WORKSPACE_REGION',
    /team: a workspace gateway in northeurope.*\n.*primary region, westeurope/,
  ],
  [
    'a gateway that is called as a region is',
    { workspaces: [{ name: 'westeurope', units: 1 }] },
    'TOPOLOGY_NAME_TAKEN',
    /two parts of the topology are called westeurope/,
  ],
  ['no region', { regions: {} }, 'TOPOLOGY_WITHOUT_REGION', /no region/],
] satisfies [string, Partial<TopologyInput>, string, RegExp][])(
  'refuses %s, with the rule and the right values',
  (_case, changes, code, message) => {
    const error = errorOf(() => placeInstances(topologyOf(changes)))
    expect(error.problems.map((problem) => problem.code)).toEqual([code])
    expect(error.message).toMatch(message)
  },
)

test('all broken rules come together', () => {
  const regions = { westeurope: { zones: 2, units: 5 }, northeurope: { zones: 2, units: 1 } }
  const error = errorOf(() => placeInstances(topologyOf({ tier: 'basic', regions })))
  expect(error.problems.map(({ where }) => where)).toEqual([
    'topology.regions',
    'topology.regions.westeurope.units',
    'topology.regions.westeurope.zones',
    'topology.regions.northeurope.zones',
  ])
})

function errorOf(call: () => unknown): GatedrillError {
  try {
    call()
  } catch (error) {
    if (error instanceof GatedrillError) return error
  }
  throw new Error('it was not refused')
}
