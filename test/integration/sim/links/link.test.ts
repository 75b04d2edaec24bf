import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { NoticeEvent } from '../../../../ledger/child.ts'
import { clockSince, newEpochNs } from '../../../../ledger/clock.ts'
import { realClock, wait } from '../../../../sim/clock.ts'
import { LinkHost } from '../../../../sim/links/link-host.ts'
import { Links } from '../../../../sim/links/links.ts'
import type { ToxicInput } from '../../../../sim/links/toxics/harm-of.ts'
import { echoServer, talkTo } from '../echo-server.ts'

const clock = realClock(clockSince(newEpochNs()))
let echo: Awaited<ReturnType<typeof echoServer>>
let links: Links
let host: LinkHost
let events: NoticeEvent[]

beforeEach(async () => {
  events = []
  host = new LinkHost({ clock, seed: 1, say: (event) => events.push(event) })
  links = new Links({ command: (name, message) => host.obey(name, message) }, clock)
  echo = await echoServer()
  await links.open([{ id: 'a>b', host: '127.0.0.1' }])
  await links.aim([{ id: 'a>b', endpoint: echo.endpoint }])
})
afterEach(async () => {
  links[Symbol.dispose]()
  await host[Symbol.asyncDispose]()
  await echo[Symbol.asyncDispose]()
})

const enter = () => talkTo(links.endpointOf('a>b'))
const harm = (toxic: ToxicInput) =>
  links.harm({ faultId: 'test#1', linkIds: ['a>b'], toxic, lifetimeMs: 60_000 })

async function conversation(word = 'hello') {
  const talk = enter()
  talk.socket.write(word)
  await vi.waitFor(() => expect(talk.said).toBe(word))
  return talk
}

test('a link carries bytes both ways and passes an end as an end', async () => {
  const talk = await conversation()
  talk.socket.write(' again')
  talk.socket.end()
  await vi.waitFor(() => expect(talk).toMatchObject({ said: 'hello again', ended: 'end' }))
  await vi.waitFor(() => expect(echo.sockets.size).toBe(0))
})

test('a link carries ten megabytes to a slow reader unchanged', async () => {
  const bytes = Buffer.alloc(10_000_000, 'abcdefghij')
  const talk = enter()
  let heardBytes = 0
  talk.socket.removeAllListeners('data')
  talk.socket.on('data', (chunk) => {
    heardBytes += chunk.length
    talk.socket.pause()
    setImmediate(() => talk.socket.resume())
  })
  talk.socket.end(bytes)
  await vi.waitFor(() => expect(talk.ended).toBe('end'), 10_000)
  expect(heardBytes).toBe(bytes.length)
})

test('a reset passes as a reset', async () => {
  const talk = await conversation()
  for (const socket of echo.sockets) socket.resetAndDestroy()
  await vi.waitFor(() => expect(talk.ended).toBe('ECONNRESET'))
})

test('a link that leads nowhere resets who comes', async () => {
  await links.open([{ id: 'a>nowhere', host: '127.0.0.1' }])
  const talk = talkTo(links.endpointOf('a>nowhere'))
  await vi.waitFor(() => expect(talk.ended).toBe('ECONNRESET'))
})

test('silence stops a live connection at once, with neither end nor reset', async () => {
  const talk = await conversation()
  await using _healing = await harm({ kind: 'silence' })
  talk.socket.write('unheard')
  for (const socket of echo.sockets) socket.resetAndDestroy()
  await wait(clock, 200)
  expect(talk).toMatchObject({ said: 'hello', ended: undefined })
})

test('a connection made in silence is accepted and hears nothing', async () => {
  await using _healing = await harm({ kind: 'silence' })
  const talk = enter()
  talk.socket.write('hello')
  await vi.waitFor(() => expect(talk.socket.connecting).toBe(false))
  await wait(clock, 200)
  expect(talk).toMatchObject({ said: '', ended: undefined })
  expect(echo.sockets.size).toBe(0)
})

test('healing a silence resets its old connections and lets new ones through', async () => {
  const [before, healing] = [await conversation(), await harm({ kind: 'silence' })]
  const during = enter()
  await vi.waitFor(() => expect(during.socket.connecting).toBe(false))
  await healing[Symbol.asyncDispose]()
  await vi.waitFor(() => expect([before.ended, during.ended]).toEqual(['ECONNRESET', 'ECONNRESET']))
  await conversation('healed')
  expect(events.map(({ kind }) => kind)).toEqual(['link-silenced', 'link-healed'])
})

test('silence one way holds that way only', async () => {
  const talk = await conversation()
  await using _healing = await harm({ kind: 'silence', direction: 'up' })
  talk.socket.write('unheard')
  for (const socket of echo.sockets) socket.write('from afar')
  await vi.waitFor(() => expect(talk.said).toBe('hellofrom afar'))
})

test('reset breaks live connections and every new one', async () => {
  const before = await conversation()
  const healing = await harm({ kind: 'reset' })
  const during = enter()
  await vi.waitFor(() => expect([before.ended, during.ended]).toEqual(['ECONNRESET', 'ECONNRESET']))
  await healing[Symbol.asyncDispose]()
  await conversation('healed')
})

test('refuse leaves live connections alone and turns new ones away', async () => {
  const before = await conversation()
  const healing = await harm({ kind: 'refuse' })
  const during = enter()
  await vi.waitFor(() => expect(during.ended).toBe('ECONNREFUSED'))
  before.socket.write(' still')
  await vi.waitFor(() => expect(before.said).toBe('hello still'))
  await healing[Symbol.asyncDispose]()
  await conversation('healed')
})

test('latency delays each way by as much as it says, and keeps the order', async () => {
  const talk = await conversation('')
  const healing = await harm({ kind: 'latency', latencyMs: 60, jitterMs: 20, direction: 'down' })
  const startUs = clock.nowUs()
  for (let word = 0; word < 9; word += 1) {
    talk.socket.write(String(word))
    await wait(clock, 3)
  }
  await vi.waitFor(() => expect(talk.said).toBe('012345678'))
  expect(clock.nowUs() - startUs).toBeGreaterThan(40_000)
  await healing[Symbol.asyncDispose]()
  talk.socket.end('9')
  await vi.waitFor(() => expect(talk).toMatchObject({ said: '0123456789', ended: 'end' }))
})

test('harms of two faults add up, and each is healed by its own end', async () => {
  const slow = await harm({ kind: 'latency', latencyMs: 5 })
  const silent = await harm({ kind: 'silence' })
  await slow[Symbol.asyncDispose]()
  const talk = enter()
  talk.socket.write('hello')
  await wait(clock, 100)
  expect(talk.said).toBe('')
  await silent[Symbol.asyncDispose]()
  await silent[Symbol.asyncDispose]()
  await conversation()
})

test.each([
  [{ kind: 'flood' }, /kind/],
  [{ kind: 'latency', latencyMs: -1 }, /latencyMs/],
  [{ kind: 'silence', direction: 'sideways' }, /direction/],
])('%o is no harm, and leaves the link whole', async (toxic, message) => {
  const lease = { leaseMs: 1_000, lifetimeMs: 1_000 }
  const command = { harmId: 'x', faultId: 'x', linkIds: ['a>b'], toxic, ...lease }
  await expect(host.obey('harm', command)).rejects.toThrow(message)
  await conversation()
})

test('a harm whose renewals stay away heals by itself and says so', async () => {
  const lease = { leaseMs: 300, lifetimeMs: 60_000 }
  const toxic = { kind: 'silence' }
  await host.obey('harm', { harmId: 'x', faultId: 'x#1', linkIds: ['a>b'], toxic, ...lease })
  await vi.waitFor(() =>
    expect(events.map(({ kind }) => kind)).toEqual([
      'link-silenced',
      'lease-expired',
      'link-healed',
    ]),
  )
  await conversation()
})
