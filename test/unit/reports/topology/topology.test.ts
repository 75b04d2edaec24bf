import { expect, test } from 'vitest'
import type { DrillEvent } from '../../../../ledger/events.ts'
import { drawTopology } from '../../../../reports/topology/draw-topology.ts'
import { frameAt, frameText, lookOf } from '../../../../reports/topology/frame.ts'
import { layoutOf } from '../../../../reports/topology/layout.ts'
import { type TopologySource, topologyOf } from '../../../../reports/topology/topology.ts'
import { worldStatesOf } from '../../../../reports/topology/world-states.ts'
import { manifest } from '../run-folder.ts'

const name = 'westeurope-1-u1-a'
const event = (atUs: number, kind: DrillEvent['kind'], more: Partial<DrillEvent> = {}) => ({
  atUs,
  kind,
  source: 'test',
  instance: name,
  region: 'westeurope',
  zone: 'westeurope-1',
  ...more,
})
const stateAfter = (...kinds: readonly DrillEvent['kind'][]) => {
  const events = kinds.map((kind, index) => event(index, kind))
  return worldStatesOf(events, [100])[0]?.instances.get(name)
}

test.each([
  ['that has not come up yet', ['process-started'], 'dead'],
  ['that nobody sends anything yet', ['process-started', 'process-ready'], 'out'],
  ['in its load balancer', ['process-ready', 'instance-in'], 'up'],
  ['that was taken out', ['process-ready', 'instance-in', 'instance-out'], 'out'],
  ['that died in its load balancer', ['process-ready', 'instance-in', 'process-exited'], 'dead'],
  ['that is scaled in', ['process-ready', 'instance-in', 'instance-draining'], 'draining'],
  ['that is gone by plan', ['process-ready', 'instance-draining', 'instance-removed'], 'absent'],
  ['that died and came again', ['process-exited', 'process-started', 'process-ready'], 'out'],
] as const)('an instance %s', (_case, kinds, state) => {
  expect(stateAfter(...kinds)).toBe(state)
})

test('an instant knows what happened until then, and a healed link passes again', () => {
  const links = { detail: { links: ['a>b', 'a>c'] } }
  const events = [
    event(10, 'link-silenced', links),
    event(20, 'link-healed', { detail: { links: ['a>b'] } }),
    event(30, 'region-out'),
    event(40, 'region-in'),
  ]
  const states = worldStatesOf(events, [9, 10, 20, 30, 40])
  expect(states.map(({ harmedLinks }) => [...harmedLinks])).toEqual([
    [],
    ['a>b', 'a>c'],
    ['a>c'],
    ['a>c'],
    ['a>c'],
  ])
  expect(states.map(({ regionsOut }) => regionsOut.size)).toEqual([0, 0, 0, 1, 0])
})

const startUs = manifest.loadStartUs
const source: TopologySource = {
  manifest,
  events: [
    event(0, 'process-ready'),
    event(1, 'instance-in'),
    event(startUs + 5e6, 'link-silenced', { detail: { links: [`edge-westeurope>${name}`] } }),
    event(startUs + 6e6, 'process-exited'),
    event(startUs + 7e6, 'instance-added', { instance: 'westeurope-1-u9-a' }),
  ],
  faults: [
    {
      id: 'unit-crash#1',
      kind: 'unit-crash',
      params: {},
      targets: [name],
      plannedAtUs: startUs + 5e6,
      applyingAtUs: startUs + 5e6,
      appliedAtUs: startUs + 6e6,
      isNotProven: false,
      isNotHealed: true,
      undoneBy: 'nobody',
    },
  ],
  instanceSeconds: [
    { instance: name, zone: 'westeurope-1', second: 5, perSecond: 30, bad: 15 },
    { instance: 'westeurope-2-u2-a', zone: 'westeurope-2', second: 5, perSecond: 90, bad: 0 },
  ],
}

test('a frame has state, traffic, harmed links and faults of its second', () => {
  const topology = topologyOf(source)
  const frame = frameAt(topology, 5.2)
  if (frame === undefined) return expect.unreachable()
  const index = topology.places.findIndex(({ instance }) => instance === name)
  expect(lookOf(frame, index)).toEqual({
    state: 'up',
    text: '30/s',
    isHit: true,
    isCutFromEdge: true,
    isCutBehind: false,
    share: 0.25,
    badShare: 0.5,
  })
  expect(frameText(topology, frame)).toBe(
    'Second 5.5: instances: 1 up, 6 absent; 120 requests/s reached one, ' +
      '15 of them got no good answer; 1 links harmed; on: unit-crash#1.',
  )
  expect(lookOf(frameAt(topology, 9) ?? frame, index)).toMatchObject({ state: 'dead', share: 0 })
})

test('key moments are those that came while the load ran, in order', () => {
  const { moments } = topologyOf(source)
  expect(moments.map((moment) => moment.name)).toEqual(['before', 'fault applied', 'after'])
  expect(moments.map(({ frame }) => frame.atS)).toEqual([4.5, 6, expect.any(Number)])
  expect(topologyOf({ ...source, faults: [] }).moments.map((moment) => moment.name)).toEqual([
    'before',
    'after',
  ])
})

test.each([1, 2, 3, 5])('no two parts of a picture of %i regions overlap', (regions) => {
  const places = Array.from({ length: regions }, (_none, region) =>
    Array.from({ length: 9 }, (_nothing, index) => ({
      instance: `r${region}-${index}`,
      region: `r${region}`,
      zone: `r${region}-${index % 3}`,
    })),
  ).flat()
  const { tiles, width, height } = layoutOf(places)
  expect(tiles).toHaveLength(places.length)
  for (const [index, one] of tiles.entries()) {
    expect(one.x).toBeGreaterThanOrEqual(0)
    expect(one.x + one.width).toBeLessThanOrEqual(width)
    expect(one.y + one.height).toBeLessThanOrEqual(height)
    const isApart = tiles.every(
      (other, place) =>
        place === index ||
        other.x >= one.x + one.width ||
        one.x >= other.x + other.width ||
        other.y >= one.y + one.height ||
        one.y >= other.y + other.height,
    )
    expect(isApart).toBe(true)
  }
})

test('names of others are escaped in the picture', () => {
  const topology = topologyOf(source)
  const places = topology.places.map((place) => ({ ...place, instance: '"><script>' }))
  const [frame] = topology.frames
  if (frame === undefined) return expect.unreachable()
  const { markup } = drawTopology({ ...topology, places }, layoutOf(places), frame, 'The world')
  expect(markup).not.toContain('<script')
})
