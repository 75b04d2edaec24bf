import { expect, test } from 'vitest'
import { type ScenarioInput, scenarioSchema } from '../../../../scenarios/schema.ts'
import { svgOfMap } from '../../../../sim/topology/drawing/svg.ts'
import { textOfMap } from '../../../../sim/topology/drawing/text.ts'
import { worldMapOf } from '../../../../sim/topology/drawing/world-map.ts'

function mapOf(changes: Partial<ScenarioInput> = {}) {
  const scenario = scenarioSchema.parse({
    name: 'two',
    topology: {
      tier: 'premium',
      redundancy: 'automatic',
      regions: { west: { zones: 3, units: 1 }, north: { zones: 1, units: 1 } },
      selfHosted: [{ name: 'factory', nodes: 1 }],
      workspaces: [{ name: 'team' }],
    },
    network: { betweenRegionsMs: 20 },
    gateway: { config: 'none' },
    backends: { orders: { regional: true }, stock: {} },
    load: { ratePerS: 1, durationS: 1, populations: [{ name: 'shop', enters: 'factory' }] },
    objectives: ['recovery < 10s'],
    ...changes,
  })
  return worldMapOf(scenario)
}

test('a world as text: clients, router, places, zones (empty ones too) and what stands beside', () => {
  expect(textOfMap(mapOf()).split('\n')).toEqual([
    'two: Premium, 7 instances',
    '  note: west and north are 20 ms apart, there and back',
    '  clients shop in west, share 1, by factory',
    '  router traffic-manager, performance',
    '  west (primary region), edge-west',
    '    west-1: west-1-u1-a',
    '    west-2: west-2-u1-b',
    '    west-3: nothing',
    '    beside: management, orders-west, stock',
    '  north (region), edge-north',
    '    north-1: north-1-u1-a, north-1-u1-b',
    '    beside: orders-north',
    '  team (workspace gateway in west), edge-team',
    '    west-1: west-1-team-u1-a',
    '    west-2: west-2-team-u1-b',
    '  factory (self-hosted gateway), edge-factory',
    '    factory-1: factory-n1',
    '',
  ])
})

test('a tier that does more by itself than a drill shows says so', () => {
  const topology = { tier: 'consumption', regions: { west: { zones: 1, units: 1 } } } as const
  const load = { ratePerS: 1, durationS: 1 }
  expect(mapOf({ topology, load }).notes).toEqual([
    'Consumption scales by itself, down to nothing: a drill runs one instance of it',
  ])
})

test('a world as a picture has a box for every instance, and names cannot break it', () => {
  const map = mapOf()
  const svg = svgOfMap({ ...map, title: 'a <b> & "c"' })
  expect(svg.match(/class="instance"/g)).toHaveLength(7)
  expect(svg).toContain('a &#60;b&#62; &#38; &#34;c&#34;')
  // Both regions hang on the router, the other gateways do not.
  expect(svg.match(/<path /g)).toHaveLength(2)
})
