import { expect, test } from 'vitest'
import type { NoticeEvent } from '../../../../ledger/child.ts'
import { gatewayHost, type RouterLaunch, regionalHostOf } from '../../../../ledger/launch/router.ts'
import { RouterState } from '../../../../sim/router/router-state.ts'
import { fakeClock } from '../fake-clock.ts'

const endpoint = { host: '127.0.0.1', port: 1 }
const launch: RouterLaunch = {
  kind: 'traffic-manager',
  epochNs: '0',
  seed: 1,
  listen: endpoint,
  fronts: [],
  ttlMs: 2_000,
  routing: 'performance',
  regions: ['west', 'north'].map((region, priority) => {
    return { region, priority, weight: 1, isDisabled: false, endpoint }
  }),
  latenciesMs: { paris: { west: 9, north: 25 } },
  custom: {},
  probe: { path: '/', intervalMs: 1_000, timeoutMs: 500, tolerated: 3 },
  disableDelayMs: 6_000,
}

function routerWith(states: readonly ('in' | 'out')[], changes: Partial<RouterLaunch> = {}) {
  const clock = fakeClock()
  const said: NoticeEvent[] = []
  const say = (event: NoticeEvent) => said.push(event)
  const state = new RouterState({ launch: { ...launch, ...changes }, clock, random: () => 0, say })
  for (const [index, region] of state.regions.entries()) {
    region.health = { state: states[index] ?? 'in', against: 0 }
  }
  return { state, clock, said, from: () => state.resolve(gatewayHost, 'paris') }
}

test.each([
  ['both in: the nearest', ['in', 'in'], 'west'],
  ['the nearest is out: the next', ['out', 'in'], 'north'],
  // A probe that fails everywhere is more likely wrong than right.
  ['all out: as if all were in', ['out', 'out'], 'west'],
] as const)('%s', (_case, states, region) => {
  expect(routerWith(states).from()).toEqual({ status: 'NOERROR', region, ttlMs: 2_000 })
})

test('a regional name resolves whatever becomes of its region, and any other name does not', () => {
  const { state } = routerWith(['out', 'in'])
  expect(state.resolve(regionalHostOf('west'), 'paris')).toMatchObject({ region: 'west' })
  expect(state.resolve('mars.test', 'paris')).toEqual({ status: 'NXDOMAIN', ttlMs: 2_000 })
})

test('a gateway is disabled after the delay, enabled after another, and told each time', async () => {
  const { state, clock, said, from } = routerWith(['in', 'in'])
  state.setDisabled('west', true)
  await clock.advance(5_999)
  expect(from().region).toBe('west')
  await clock.advance(1)
  expect(from().region).toBe('north')
  state.setDisabled('west', false)
  await clock.advance(6_000)
  expect(from().region).toBe('west')
  expect(said.map(({ kind, region }) => [kind, region])).toEqual([
    ['gateway-disabled', 'west'],
    ['gateway-enabled', 'west'],
  ])
  expect(() => state.setDisabled('mars', true)).toThrow(/no region mars/)
})

test('a fault that disables a gateway and the operator who does so do not undo each other', async () => {
  const { state, clock, from } = routerWith(['in', 'in'])
  const release = state.holdDisabled('west')
  await clock.advance(6_000)
  state.setDisabled('west', true)
  release()
  await clock.advance(6_000)
  expect(from().region).toBe('north')
  state.setDisabled('west', false)
  await clock.advance(6_000)
  expect(from().region).toBe('west')
})

test('an order that is taken back before it was obeyed changes nothing', async () => {
  const { state, clock, said, from } = routerWith(['in', 'in'])
  state.setDisabled('west', true)
  await clock.advance(3_000)
  state.setDisabled('west', false)
  await clock.advance(6_000)
  expect(from().region).toBe('west')
  expect(said).toEqual([])
})

test('a disabled gateway is not used when the others are out, and none at all is no address', () => {
  const regions = launch.regions.map((region) => ({ ...region, isDisabled: true }))
  expect(routerWith(['in', 'in'], { regions }).from().status).toBe('NXDOMAIN')
  const [west, north] = regions
  if (west === undefined || north === undefined) throw new Error('two regions')
  const one = routerWith(['out', 'in'], { regions: [{ ...west, isDisabled: false }, north] })
  expect(one.from().region).toBe('west')
})

test.each([
  ['no address', { status: 'NXDOMAIN' }, { status: 'NXDOMAIN', ttlMs: 2_000 }],
  ['a longer life', { ttlMs: 60_000 }, { region: 'west', ttlMs: 60_000 }],
  ['a wrong map', { latenciesMs: { paris: { north: -1 } } }, { region: 'north' }],
] as const)('a harm gives %s, and is gone with its undo', (_case, harm, answer) => {
  const { state, from } = routerWith(['in', 'in'])
  const undo = state.harm(harm)
  expect(from()).toMatchObject(answer)
  undo()
  undo()
  expect(from()).toEqual({ status: 'NOERROR', region: 'west', ttlMs: 2_000 })
})

test('stale answers stay what they were when the region goes out', () => {
  const { state, from } = routerWith(['in', 'in'])
  const undo = state.harm({ stale: { answers: state.answersNow() } })
  const [west] = state.regions
  if (west !== undefined) west.health = { state: 'out', against: 0 }
  expect(from().region).toBe('west')
  undo()
  expect(from().region).toBe('north')
})

test('a probe is believed to have seen what a harm says, and what is out is kept out', () => {
  const { state } = routerWith(['in', 'out'])
  const [west, north] = state.regions
  if (west === undefined || north === undefined) throw new Error('two regions')
  const undoVerdict = state.harm({ verdict: { region: 'west', isAlive: false } })
  expect([state.seen(west, true), state.seen(north, true)]).toEqual([false, true])
  undoVerdict()
  state.harm({ keepsOut: true })
  expect([state.seen(west, true), state.seen(north, true)]).toEqual([true, false])
})
