import { afterEach, beforeEach, expect, test, vi } from 'vitest'
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

beforeEach(async () => {
  host = new LinkHost({ clock, seed: 1, say: () => undefined })
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

/** How long it takes until all of it has come back, and how many reads that took. */
async function echoed(text: string) {
  const talk = enter()
  let reads = 0
  talk.socket.on('data', () => {
    reads += 1
  })
  const startUs = clock.nowUs()
  talk.socket.write(text)
  await vi.waitFor(() => expect(talk.said).toBe(text), { timeout: 5_000, interval: 2 })
  return { tookMs: (clock.nowUs() - startUs) / 1_000, reads }
}

test('a narrow link takes as long as its bytes need, and keeps them', async () => {
  const healing = await harm({ kind: 'bandwidth', bytesPerS: 10_000, direction: 'up' })
  expect((await echoed('x'.repeat(3_000))).tookMs).toBeGreaterThan(250)
  await healing[Symbol.asyncDispose]()
  expect((await echoed('x'.repeat(3_000))).tookMs).toBeLessThan(250)
})

test('a slicing link hands on in small pieces', async () => {
  await using _healing = await harm({ kind: 'slice', bytes: 10, gapMs: 5, direction: 'down' })
  const { reads, tookMs } = await echoed('abcdefghij'.repeat(8))
  expect(reads).toBeGreaterThan(4)
  expect(tookMs).toBeGreaterThan(30)
})

test('loss holds up what was lost and what comes behind it, in order', async () => {
  await using _healing = await harm({ kind: 'loss', share: 1, retransmitMs: 80, direction: 'up' })
  expect((await echoed('hello')).tookMs).toBeGreaterThan(75)
})

test.each([
  ['in order', 'fin', 'end'],
  ['with a reset', 'reset', 'ECONNRESET'],
] as const)('past its limit a connection ends %s', async (_case, endsBy, ended) => {
  await using _healing = await harm({ kind: 'limit', bytes: 4, endsBy, direction: 'down' })
  const talk = enter()
  talk.socket.write('hello')
  await vi.waitFor(() => expect(talk.ended).toBe(ended))
  if (endsBy === 'fin') expect(talk.said).toBe('hell')
})

test('past its limit a connection may fall silent, and is reset when that heals', async () => {
  const toxic = { kind: 'limit', bytes: 4, endsBy: 'silence', direction: 'down' } as const
  const healing = await harm(toxic)
  const talk = enter()
  talk.socket.write('hello')
  await vi.waitFor(() => expect(talk.said).toBe('hell'))
  await wait(clock, 100)
  expect(talk.ended).toBeUndefined()
  await healing[Symbol.asyncDispose]()
  await vi.waitFor(() => expect(talk.ended).toBe('ECONNRESET'))
})

test('an end reaches live connections and new ones', async () => {
  const live = enter()
  live.socket.write('hello')
  await vi.waitFor(() => expect(live.said).toBe('hello'))
  await using _healing = await harm({ kind: 'end' })
  await vi.waitFor(() => expect(live.ended).toBe('end'))
  const late = enter()
  late.socket.write('hello')
  await vi.waitFor(() => expect(late).toMatchObject({ ended: 'end', said: '' }))
})

test('a half closed connection still carries the other way', async () => {
  const healing = await harm({ kind: 'end', direction: 'down' })
  const talk = enter()
  await vi.waitFor(() => expect(talk.ended).toBe('end'))
  let heardBytes = 0
  for (const socket of echo.sockets) socket.on('data', (chunk) => (heardBytes += chunk.length))
  talk.socket.write('hello')
  await vi.waitFor(() => expect(heardBytes).toBe(5))
  await healing[Symbol.asyncDispose]()
  await vi.waitFor(() => expect(echo.sockets.size).toBe(0))
})

test('a slow close hands on the end later, and the bytes at once', async () => {
  await using _healing = await harm({ kind: 'slow-close', delayMs: 150, direction: 'up' })
  const talk = enter()
  const startUs = clock.nowUs()
  talk.socket.end('hello')
  await vi.waitFor(() => expect(talk.said).toBe('hello'), { interval: 2 })
  expect(clock.nowUs() - startUs).toBeLessThan(140_000)
  await vi.waitFor(() => expect(talk.ended).toBe('end'), { interval: 2 })
  expect(clock.nowUs() - startUs).toBeGreaterThan(145_000)
})

test('a harm tells how often it was felt', async () => {
  await using _healing = await harm({ kind: 'latency', latencyMs: 5 })
  const status = async () => JSON.stringify(await host.obey('status', {}))
  expect(await status()).toContain('"felt":{"test#1/1":0}')
  await echoed('hello')
  expect(await status()).not.toContain('"felt":{"test#1/1":0}')
})
