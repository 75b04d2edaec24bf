import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Instance, type Region, regionOf } from './region.ts'

const soon = { timeout: 10_000, interval: 10 }
const asking = { requestId: 1, receivedAtUs: 0 }
let region: Region

beforeEach(async () => {
  region = await regionOf(['a', 'b'])
  const alive = () => region.instances.map(({ mesh }) => mesh.alivePeers().length)
  await vi.waitFor(() => expect(alive()).toEqual([1, 1]), soon)
})
afterEach(async () => {
  await region[Symbol.asyncDispose]()
  expect(region.defects).toEqual([])
})

const at = (index: number): Instance => {
  const instance = region.instances[index]
  if (instance === undefined) throw new Error(`no instance ${index}`)
  return instance
}
const limitAt = ({ counters }: Instance) =>
  counters.slidingWindow({ id: 'rate-limit', limit: 1_000, lengthMs: 60_000 })
const call = (index: number) => limitAt(at(index)).hit('alice', region.nowMs(), asking)
const seenAt = (index: number) => limitAt(at(index)).peek('alice', region.nowMs()).countSeen

const lease = { harmId: 'h', faultId: 'f', leaseMs: 60_000, lifetimeMs: 60_000 }
const harm = (kind: string, params = {}) =>
  at(0).harms.obey({ do: 'harm', with: { ...lease, harm: { kind, ...params } } })
const heal = () => at(0).harms.obey({ do: 'heal', with: { harmId: 'h' } })
const harmed = (count: number) =>
  vi.waitFor(() => expect(at(0).post.harmed).toBeGreaterThanOrEqual(count), soon)

test.each([
  ['counter-loss', {}],
  ['counter-jam', {}],
  ['counter-delay', { delayMs: 60_000 }],
])(
  '%s keeps the others from hearing, and they hear everything when it heals',
  async (kind, params) => {
    await harm(kind, params)
    for (let count = 0; count < 5; count += 1) call(0)
    await harmed(1)
    call(1)
    await vi.waitFor(() => expect(seenAt(0)).toBe(6), soon)
    expect(seenAt(1)).toBe(1)
    await heal()
    await vi.waitFor(() => expect([seenAt(0), seenAt(1)]).toEqual([6, 6]), soon)
  },
)

test.each([
  ['counter-loss', { share: 0.6 }],
  ['counter-duplicate', { copies: 3 }],
  ['counter-reorder', {}],
])('%s changes nothing of what is agreed on in the end', async (kind, params) => {
  await harm(kind, params)
  for (let round = 1; round <= 4; round += 1) {
    call(0)
    await harmed(round)
  }
  await heal()
  call(0)
  await vi.waitFor(() => expect([seenAt(0), seenAt(1)]).toEqual([5, 5]), soon)
})

test('a jam bursts: portions that were held back all arrive', async () => {
  await harm('counter-jam')
  for (let round = 1; round <= 3; round += 1) {
    call(0)
    await harmed(round)
  }
  await heal()
  await vi.waitFor(() => expect(seenAt(1)).toBe(3), soon)
})

test('a reset forgets all, and what others know comes back', async () => {
  call(0)
  call(1)
  await vi.waitFor(() => expect([seenAt(0), seenAt(1)]).toEqual([2, 2]), soon)
  await harm('counter-reset', { catchesUp: false })
  expect(seenAt(0)).toBe(0)
  call(0)
  await vi.waitFor(() => expect(seenAt(1)).toBe(3), soon)
  // It counts as another holder: nothing of the old one is counted over.
  expect(seenAt(0)).toBe(1)
  await heal()
  await harm('counter-reset')
  await vi.waitFor(() => expect([seenAt(0), seenAt(1)]).toEqual([3, 3]), soon)
})

test('a clock that is ahead lets calls leave their window early, for all who hear of it', async () => {
  call(1)
  await vi.waitFor(() => expect(seenAt(0)).toBe(1), soon)
  await harm('counter-clock-skew', { skewMs: 61_000 })
  call(0)
  await vi.waitFor(() => expect(seenAt(1)).toBe(1), soon)
  await heal()
  expect(at(0).counters.skewMs).toBe(0)
})
