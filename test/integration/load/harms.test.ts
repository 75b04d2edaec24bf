import { createServer } from 'node:http'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { leaseMs } from '../../../ledger/leases.ts'
import { loadHarms } from '../../../load/harms/load-harms.ts'
import * as registry from '../../../load/harms/registry.ts'
import { newKeyRing } from '../../../sim/identity/key-ring.ts'
import { identityProvider } from '../../../sim/identity/provider.ts'
import type { Child } from '../../../sim/processes/child.ts'
import { countsOf, httpPort, offer, portOf, read } from './offer.ts'
import type { Steering } from './start-generator.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Starts the load, harms it after 200 ms, and heals it `forMs` later, if at all. */
function harmed(harm: object, felt: Record<string, unknown>[], forMs = 2_000): Steering {
  return async (child, nowUs) => {
    await child.command('start', { startAtUs: nowUs() + 50_000 })
    await pause(200)
    const given = { harmId: 'h', faultId: 'f', harm, leaseMs, lifetimeMs: 20_000 }
    await child.command('harm', given)
    await pause(forMs)
    felt.push(await feltOf(child))
    await child.command('heal', { harmId: 'h' })
  }
}

const feltOf = async (child: Child): Promise<Record<string, unknown>> =>
  Object(await child.command('felt', {}))

const answering = (body = '') => httpPort((_request, response) => response.end(body))

/** What was sent stands in the ledger, try by try, and every request of it was offered. */
function expectWhole(run: Awaited<ReturnType<typeof offer>>) {
  const requests = new Set(run.numbers('requestId'))
  expect([requests.size, run.gaps]).toEqual([run.result.offered, 0])
  const tries = run.numbers('requestId').map((id, row) => `${id}/${run.numbers('attempt')[row]}`)
  expect(new Set(tries).size).toBe(run.count)
}

test('a burst is extra arrivals of the seed, each offered and written down', async () => {
  const felt: Record<string, unknown>[] = []
  const steer = harmed({ kind: 'burst', ratePerS: 300 }, felt, 1_000)
  const run = await offer(await answering(), { durationS: 2 }, steer)
  expectWhole(run)
  const burst = Number(felt[0]?.burst)
  expect(burst).toBeGreaterThan(200)
  expect(burst).toBeLessThan(400)
  expect(run.result.offered).toBeGreaterThanOrEqual(200 + burst)
  expect(run.result.offered).toBeLessThan(200 + burst + 60)
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: run.count })
})

test('a burst of one population leaves the others alone', async () => {
  const felt: Record<string, unknown>[] = []
  const client = { share: 1, connections: 16, keepAlive: true }
  const populations = ['shop', 'team'].map((name) => ({ ...client, name }))
  const steer = harmed({ kind: 'burst', ratePerS: 300, population: 'shop' }, felt, 1_000)
  const run = await offer(await answering(), { durationS: 2, populations }, steer)
  expectWhole(run)
  const burst = run.result.offered - 200
  const { shop = 0, team = 0 } = countsOf(run.texts('population'))
  expect(Number(felt[0]?.burst)).toBeGreaterThan(100)
  // Half of the schedule is of each, and so would half of the burst be.
  expect(team).toBeLessThan(200)
  expect(shop).toBeGreaterThan(burst)
})

test('a burst of clients that nobody knows is not felt', async () => {
  const felt: Record<string, unknown>[] = []
  const steer = harmed({ kind: 'burst', ratePerS: 300, population: 'nobody' }, felt, 500)
  const run = await offer(await answering(), {}, steer)
  expect([run.result.offered, felt[0]?.burst]).toEqual([100, 0])
})

test('in a retry storm every try is an attempt of the same request, with an id of its own', async () => {
  const felt: Record<string, unknown>[] = []
  const seen: string[] = []
  const port = await httpPort((request, response) => {
    seen.push(String(request.headers.traceparent))
    response.writeHead(503).end()
  })
  const steer = harmed({ kind: 'retry-storm', tries: 2 }, felt, 2_000)
  const run = await offer(port, { durationS: 1 }, steer)
  expectWhole(run)
  expect(run.result.offered).toBe(100)
  expect(run.count).toBeGreaterThan(220)
  expect(Math.max(...run.numbers('attempt'))).toBe(3)
  expect(new Set(seen).size).toBe(run.count)
  expect(felt[0]?.['retry-storm']).toBe(run.count - 100)
})

test('a hot key is the lowest number of every range', async () => {
  const paths: string[] = []
  const port = await httpPort((request, response) => {
    paths.push(request.url ?? '')
    response.end()
  })
  const operations = [{ ...read, path: '/items/{id:7..900}' }]
  const steer = harmed({ kind: 'hot-key', share: 1 }, [], 1_500)
  await offer(port, { operations }, steer)
  const hot = paths.filter((path) => path === '/items/7').length
  expect(hot).toBeGreaterThan(60)
  expect(hot).toBeLessThan(100)
})

test('clients that go away leave requests whose end nobody knows', async () => {
  const port = await httpPort((_request, response) => setTimeout(() => response.end(), 100))
  const steer = harmed({ kind: 'disconnect', afterMs: 20 }, [], 1_500)
  const run = await offer(port, { connections: 64 }, steer)
  expectWhole(run)
  const counts = countsOf(run.texts('failure'))
  expect(counts.aborted).toBeGreaterThan(60)
  expect(counts.none).toBeGreaterThan(5)
})

test('a client that reads slowly takes long for a body that is there', async () => {
  const port = await answering('x'.repeat(300_000))
  const steer = harmed({ kind: 'slow-read', pauseMs: 30 }, [], 1_500)
  const run = await offer(port, { connections: 64, ratePerS: 30, deadlineMs: 3_000 }, steer)
  expectWhole(run)
  const [ends, heads] = [run.numbers('endedAtUs'), run.numbers('firstByteAtUs')]
  const slow = ends.filter((endUs, row) => endUs - (heads[row] ?? 0) > 25_000)
  expect(slow.length).toBeGreaterThan(15)
})

test('huge requests carry what was asked for', async () => {
  const sizes: [headers: number, body: number][] = []
  const server = createServer({ maxHeaderSize: 200_000 }, async (request, response) => {
    let bytes = 0
    for await (const chunk of request) bytes += Buffer.byteLength(chunk)
    sizes.push([String(request.headers['x-huge'] ?? '').length, bytes])
    response.end()
  })
  const operations = [{ ...read, method: 'POST', body: '{}' }]
  const harm = { kind: 'huge-request', share: 0.5, headerBytes: 50_000, bodyBytes: 70_000 }
  const run = await offer(await portOf(server), { operations }, harmed(harm, [], 1_500))
  expectWhole(run)
  const kinds = countsOf(sizes.map(String))
  expect(kinds['50000,70000']).toBeGreaterThan(20)
  expect(kinds['0,2']).toBeGreaterThan(20)
})

test('pinned clients share a few connections, and use all again when it ends', async () => {
  const port = await httpPort((_request, response) => setTimeout(() => response.end(), 40))
  const steer = harmed({ kind: 'pin', connections: 2 }, [], 500)
  const run = await offer(port, { connections: 8, durationS: 1.5, deadlineMs: 4_000 }, steer)
  expectWhole(run)
  const ports = run.numbers('connectionPort')
  const at = run.numbers('dispatchedAtUs')
  const begunUs = Math.min(...at)
  const portsIn = (fromMs: number, toMs: number) =>
    new Set(
      ports.filter((_, row) => {
        const sinceMs = ((at[row] ?? 0) - begunUs) / 1_000
        return sinceMs >= fromMs && sinceMs < toMs
      }),
    ).size
  expect(portsIn(0, 140)).toBeGreaterThan(2)
  expect(portsIn(300, 550)).toBe(2)
  expect(portsIn(900, 5_000)).toBe(8)
})

test('a client whose clock is behind sends a token that has expired', async () => {
  const felt: Record<string, unknown>[] = []
  const provider = identityProvider({
    issuer: 'https://login.test/',
    tokenLifetimeS: 1,
    keys: await newKeyRing(),
    nowS: () => Date.now() / 1_000,
  })
  const url = new URL(await provider.listen({ host: '127.0.0.1', port: 0 }))
  const endpoint = { host: url.hostname, port: Number(url.port) }
  const tokens = { endpoint, audience: 'a', claims: {} }
  const operations = [{ ...read, needsToken: true }]
  const sent = new Map<string, number>()
  const port = await httpPort((request, response) => {
    const token = String(request.headers.authorization)
    sent.set(token, (sent.get(token) ?? 0) + 1)
    response.end()
  })
  const steer = harmed({ kind: 'stale-token', behindS: 600 }, felt, 1_600)
  await offer(port, { operations, tokens, durationS: 2.2, ratePerS: 50 }, steer)
  await provider.close()
  expect(Number(felt[0]?.['stale-token'])).toBeGreaterThan(20)
  // One before, and one again after it.
  expect([...sent.values()][0]).toBeGreaterThan(80)
  expect(sent.size).toBeLessThanOrEqual(2)
})

test('a slowloris holds connections on which no request ever ends', async () => {
  const heard = new Map<Socket, string>()
  const port = await portOf(
    createTcpServer((socket) => {
      heard.set(socket, '')
      socket.on('error', () => undefined)
      socket.on('data', (bytes) => heard.set(socket, `${heard.get(socket)}${bytes}`))
    }),
  )
  const felt: Record<string, unknown>[] = []
  const steer = harmed({ kind: 'slowloris', connections: 5, everyMs: 50 }, felt, 600)
  await offer(port, { ratePerS: 1 }, steer)
  const slow = [...heard.values()].filter((text) => text.includes('Host: slow'))
  expect(slow).toHaveLength(5)
  expect(slow.every((text) => text.includes('X-5: slow') && !text.includes('\r\n\r\n'))).toBe(true)
  expect(felt[0]).toEqual({ slowloris: 5 })
  await vi.waitFor(() => expect([...heard.keys()].every(({ destroyed }) => destroyed)).toBe(true))
})

test('the example of every harm is one', () => {
  const load = new Proxy(Object.create(null), { get: () => () => () => undefined })
  const kinds = loadHarms({ ...load })
  for (const { kind, params, example } of Object.values(registry)) {
    expect(kinds[kind]?.params.parse(example)).toEqual(params.parse(example))
  }
})
