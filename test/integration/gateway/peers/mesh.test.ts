import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ownerOf } from '../../../../gateway/cache/rendezvous.ts'
import { systemClock } from '../../../../gateway/clock.ts'
import { encodeFrame } from '../../../../gateway/peers/frames.ts'
import { startMesh } from '../../../../gateway/peers/mesh.ts'
import { newEpochNs } from '../../../../ledger/clock.ts'
import { type Instance, type Region, regionOf } from './region.ts'

const names = ['a', 'b', 'c']
const soon = { timeout: 10_000, interval: 10 }
const asking = { requestId: 1, receivedAtUs: 0 }
let region: Region

beforeEach(async () => {
  region = await regionOf(names)
  await vi.waitFor(() => expect(region.instances.map(alive)).toEqual([2, 2, 2]), soon)
})
afterEach(async () => {
  await region[Symbol.asyncDispose]()
  expect(region.defects).toEqual([])
})

const alive = ({ mesh }: Instance) => mesh.alivePeers().length
const at = (name: string): Instance => {
  const found = region.instances.find((instance) => instance.name === name)
  if (found === undefined) throw new Error(`no instance ${name}`)
  return found
}
const limitAt = ({ counters }: Instance) =>
  counters.slidingWindow({ id: 'rate-limit', limit: 10, lengthMs: 60_000 })
const call = (name: string, times = 1) =>
  Array.from({ length: times }, () => limitAt(at(name)).hit('alice', region.nowMs(), asking))
const seenAt = (instance: Instance) => limitAt(instance).peek('alice', region.nowMs()).countSeen
const seen = () => region.instances.map(seenAt)

test('every instance hears of every call', async () => {
  call('a', 3)
  call('b', 2)
  await vi.waitFor(() => expect(seen()).toEqual([5, 5, 5]), soon)
})

test('a silent zone counts alone, admits its own limit, and agrees again when it is healed', async () => {
  call('a', 4)
  await vi.waitFor(() => expect(seen()).toEqual([4, 4, 4]), soon)
  for (const link of region.linksOf('c')) link.silence()

  const admitted = [...call('a', 20), ...call('c', 20)].filter((hit) => hit.admitted)
  // Six are left on either side: together more than the limit, as the two cannot know.
  expect(admitted).toHaveLength(12)
  await vi.waitFor(() => expect(seen()).toEqual([10, 10, 10]), soon)
  await vi.waitFor(() => expect(region.instances.map(alive)).toEqual([1, 1, 0]), soon)
  // Nothing more passes while it is silent: six calls of a and six of c stay apart.
  expect(seen()).toEqual([10, 10, 10])

  for (const link of region.linksOf('c')) link.heal()
  await vi.waitFor(() => expect(seen()).toEqual([16, 16, 16]), soon)
})

test('a peer that is named no more is forgotten; named again, it hears what it missed', async () => {
  const peerOf = (from: string, to: string) => ({
    instance: to,
    endpoint: { host: '127.0.0.1', port: region.link(from, to).port },
    replicationMs: 20,
  })
  at('a').mesh.setPeers([peerOf('a', 'b')])
  expect(at('a').mesh.alivePeers()).toEqual(['b'])
  at('b').mesh.setPeers([peerOf('b', 'a')])
  call('a', 2)
  await vi.waitFor(() => expect(seenAt(at('b'))).toBe(2), soon)
  expect(seenAt(at('c'))).toBe(0)

  at('a').mesh.setPeers([peerOf('a', 'b'), peerOf('a', 'c')])
  await vi.waitFor(() => expect(seen()).toEqual([2, 2, 2]), soon)
})

test('a link that is reset again and again loses no count', async () => {
  for (let round = 0; round < 5; round += 1) {
    call('a', 2)
    region.link('a', 'b').heal()
  }
  await vi.waitFor(() => expect(seen()).toEqual([10, 10, 10]), soon)
})

test('an instance that starts again knows what was counted before', async () => {
  call('a', 5)
  await vi.waitFor(() => expect(seen()).toEqual([5, 5, 5]), soon)
  await at('a')[Symbol.asyncDispose]()
  await vi.waitFor(() => expect(at('b').mesh.alivePeers()).toEqual(['c']), soon)
  const again = await region.restart('a')
  await vi.waitFor(() => expect(seenAt(again)).toBe(5), soon)
})

test('an instance that was stuck itself takes no peer for dead', async () => {
  const before = region.instances.map(({ mesh }) => mesh.alivePeers())
  // All three share this process: it does nothing for longer than a peer may be silent.
  const untilMs = region.nowMs() + 600
  while (region.nowMs() < untilMs);
  call('a')
  await vi.waitFor(() => expect(seen()).toEqual([1, 1, 1]), soon)
  expect(region.instances.map(({ mesh }) => mesh.alivePeers())).toEqual(before)
  for (const [index, { mesh }] of region.instances.entries()) {
    expect(mesh.alivePeers()).toBe(before[index])
  }
})

const responseOf = (text: string) => ({
  status: 200,
  reason: 'OK',
  headers: [['Content-Type', ['text/plain']]] as const,
  body: Buffer.from(text),
  storedAtMs: region.nowMs(),
  storedBy: 1,
  expiresAtMs: region.nowMs() + 60_000,
})
const bodyAt = async (name: string, key: string) => (await at(name).cache.get(key))?.body.toString()
const keyOwnedBy = (owner: string) => {
  const keys = Array.from({ length: 100 }, (_, index) => `key-${index}`)
  const key = keys.find((name) => ownerOf(`response/${name}`, names) === owner)
  if (key === undefined) throw new Error(`${owner} owns no key`)
  return key
}

test.each(names)('what one stores, all read from its owner %s', async (owner) => {
  const key = keyOwnedBy(owner)
  at('a').cache.set(key, responseOf('stored'))
  for (const name of names) {
    await vi.waitFor(async () => expect(await bodyAt(name, key)).toBe('stored'), soon)
  }
})

test('two megabytes come back as they were', async () => {
  const key = keyOwnedBy('b')
  const text = 'x'.repeat(2 * 1024 * 1024)
  at('a').cache.set(key, responseOf(text))
  await vi.waitFor(async () => expect(await bodyAt('c', key)).toBe(text), soon)
})

test('a key that its owner does not have is a miss, and nothing else', async () => {
  const before = at('a').mesh.alivePeers()
  expect(await bodyAt('a', keyOwnedBy('b'))).toBeUndefined()
  at('a').cache.set(keyOwnedBy('b'), responseOf('stored'))
  expect(await bodyAt('a', keyOwnedBy('b'))).toBe('stored')
  expect(at('a').mesh.alivePeers()).toBe(before)
})

test('the share of a dead instance is lost, and has another owner then', async () => {
  const key = keyOwnedBy('c')
  at('a').cache.set(key, responseOf('before'))
  await vi.waitFor(async () => expect(await bodyAt('b', key)).toBe('before'), soon)
  await at('c')[Symbol.asyncDispose]()
  await vi.waitFor(() => expect([at('a'), at('b')].map(alive)).toEqual([1, 1]), soon)
  expect([await bodyAt('a', key), await bodyAt('b', key)]).toEqual([undefined, undefined])
  at('a').cache.set(key, responseOf('after'))
  await vi.waitFor(async () => expect(await bodyAt('b', key)).toBe('after'), soon)
})

test('a silent owner costs a request 50 ms at most, and the next ones nothing', async () => {
  const key = keyOwnedBy('c')
  at('a').cache.set(key, responseOf('stored'))
  await vi.waitFor(async () => expect(await bodyAt('a', key)).toBe('stored'), soon)
  region.link('a', 'c').silence()
  const startMs = region.nowMs()
  for (let read = 0; read < 20; read += 1) expect(await bodyAt('a', key)).toBeUndefined()
  // Twenty times 50 ms would be a second; a beat in between may let one more ask.
  expect(region.nowMs() - startMs).toBeLessThan(500)
})

test('values of policies keep their type on the way', async () => {
  const { cache } = at('a')
  const values = { text: 'x', int: 7, long: 7n, none: null, yes: true }
  for (const [key, value] of Object.entries(values)) {
    cache.setValue(key, value, region.nowMs() + 60_000)
    await vi.waitFor(async () => expect(await at('b').cache.getValue(key)).toBe(value), soon)
  }
  await cache.removeValue('text')
  await vi.waitFor(async () => expect(await at('b').cache.getValue('text')).toBeUndefined(), soon)
})

test.each([
  ['noise', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['a frame that is too long', Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
  ['no JSON', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0, 0x7b])],
  ['changes before a greeting', encodeFrame({ say: 'changes', changes: [] })],
  [
    'a greeting from another region',
    encodeFrame({
      say: 'hello',
      runId: '0123456789abcdef',
      region: 'northeurope',
      instance: 'b',
      incarnation: 1,
    }),
  ],
])('%s ends its own connection and no other', async (_case, bytes) => {
  const socket = connect(at('a').mesh.port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.resume()
  socket.write(bytes)
  await vi.waitFor(() => expect(socket.destroyed).toBe(true), soon)
  expect(region.instances.map(alive)).toEqual([2, 2, 2])
  call('b')
  await vi.waitFor(() => expect(seen()).toEqual([1, 1, 1]), soon)
})

test('a port that is taken is said, not thrown later', async () => {
  const { port } = at('a').mesh
  const started = startMesh({
    runId: '0123456789abcdef',
    instance: 'd',
    incarnation: 1,
    region: 'westeurope',
    listenPeers: { host: '127.0.0.1', port },
    peers: [],
    counters: at('a').counters,
    desk: { answer: () => undefined, told: () => undefined },
    clock: systemClock(newEpochNs()),
    defect: () => undefined,
  })
  await expect(started).rejects.toThrow('GATEWAY_PORT_IN_USE')
})
