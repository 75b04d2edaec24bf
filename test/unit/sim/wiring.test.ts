import { expect, test } from 'vitest'
import { linksAt, wiresOf } from '../../../sim/wiring.ts'
import { instances } from './faults/world-in-memory.ts'

const addresses = {
  hostOf: (region: string, zone: string) => `127.1.${zone.slice(region.length + 1) || '0'}.1`,
}
const wires = wiresOf(
  {
    instances,
    regions: ['westeurope'],
    upstreamsOf: () => ['orders', 'identity'].map((name) => ({ name, region: 'westeurope' })),
    hasTokens: true,
    hasOperator: false,
  },
  addresses,
)

test('every arrow of the world is one link, with an id of its own', () => {
  // 1 client, 6 edge, 6 x (2 upstreams, management), 6 x 5 peers, 1 for tokens.
  expect(wires).toHaveLength(1 + 6 + 18 + 30 + 1)
  expect(new Set(wires.map(({ id }) => id)).size).toBe(wires.length)
})

test('a link stands at the address of the zone that it leads to', () => {
  const hostOf = (id: string) => wires.find((wire) => wire.id === id)?.host
  expect(hostOf('edge-westeurope>westeurope-2-u2-a')).toBe('127.1.2.1')
  expect(hostOf('westeurope-1-u1-a>westeurope-3-u3-b')).toBe('127.1.3.1')
  expect(hostOf('westeurope-1-u1-a>orders')).toBe('127.1.0.1')
})

test('the links at an instance are all that lead to it or away from it', () => {
  const ids = linksAt(wires, ['westeurope-2-u2-a'])
  // From the edge, to two upstreams and management, to and from five peers.
  expect(ids).toHaveLength(1 + 3 + 10)
  expect(ids).not.toContain('load>identity')
})

test('only an edge is told who its client is', () => {
  expect(wires.filter(({ announces }) => announces).map(({ id }) => id)).toEqual([
    'client>edge-westeurope',
  ])
})

const far = wiresOf(
  {
    instances: [
      { instance: 'west-1-u1-a', region: 'west', zone: 'west-1', unit: 1 },
      { instance: 'west-2-u1-b', region: 'west', zone: 'west-2', unit: 1 },
      { instance: 'north-1-u1-a', region: 'north', zone: 'north-1', unit: 1 },
    ],
    regions: ['west', 'north'],
    upstreamsOf: () => [{ name: 'orders', region: 'west' }],
    hasTokens: false,
    hasOperator: false,
    router: 'front-door',
    entrances: [
      { client: 'client', region: 'west', places: ['west', 'north'], isRouted: true },
      { client: 'client-brazil', region: 'brazil', places: [], isRouted: true },
    ],
    network: {
      betweenRegionsMs: 30,
      betweenZonesMs: 2,
      pairsMs: { brazil: { west: 180 } },
    },
  },
  { hostOf: () => '127.0.0.1' },
)

test.each([
  ['client>edge-north', 15],
  ['client>edge-west', undefined],
  ['west-1-u1-a>west-2-u1-b', 1],
  ['north-1-u1-a>management', 15],
  ['north-1-u1-a>orders', 15],
  // Anycast: clients come in next to where they are, and are carried from there.
  ['client-brazil>front-door', undefined],
  ['front-door/client-brazil>edge-west', 90],
  ['front-door/client-brazil>edge-north', 15],
  ['front-door>edge-north', undefined],
])('the link %s carries half of the round trip each way: %s', (id, latencyMs) => {
  expect(far.find((wire) => wire.id === id)).toEqual(expect.objectContaining({ id }))
  expect(far.find((wire) => wire.id === id)?.latencyMs).toBe(latencyMs)
})

test('peers are joined within a region, and clients come to a front door by a port of their place', () => {
  expect(far.some(({ id }) => id === 'west-1-u1-a>north-1-u1-a')).toBe(false)
  expect(far.find(({ id }) => id === 'client-brazil>front-door')).toMatchObject({
    role: 'front-client-brazil',
    announces: true,
  })
})
