import { createServer as createTcpServer } from 'node:net'
import { expect, test } from 'vitest'
import {
  closeServer,
  countsOf,
  expectWhole,
  httpPort,
  offer,
  patient,
  portOf,
  read,
} from './offer.ts'

test('offers what the schedule says, with its ids, and writes each down once', async () => {
  const parents = new Set<string>()
  const hosts = new Set<string>()
  const port = await httpPort((request, response) => {
    parents.add(String(request.headers.traceparent))
    hosts.add(String(request.headers.host))
    response.end('hello')
  })
  const run = await offer(port, patient)
  expectWhole(run)
  expect(run.count).toBe(100)
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 100 })
  expect(parents).toContain('00-0123456789abcdef0000000000000001-0000000000000001-01')
  expect(parents.size).toBe(100)
  expect(hosts).toEqual(new Set(['gateway.example']))
  expect(new Set(run.numbers('connectionPort')).size).toBe(16)
  expect(run.numbers('responseBytes').every((bytes) => bytes === 5)).toBe(true)
})

test.each([
  ['an answer', 200, undefined, 'ok'],
  ['a limit', 429, undefined, 'rejected'],
  ['a missing right', 401, undefined, 'rejected'],
  ['an error of the server', 503, undefined, 'failed'],
  ['an error of the request', 404, undefined, 'failed'],
  ['a status that is expected', 404, [404], 'ok'],
  ['a status that is not expected', 200, [404], 'failed'],
])('%s (%i) is the right outcome', async (_case, status, okStatuses, outcome) => {
  const port = await httpPort((_request, response) => response.writeHead(status).end())
  const run = await offer(port, {
    ...patient,
    durationS: 0.1,
    operations: [okStatuses === undefined ? read : { ...read, okStatuses }],
  })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ [outcome]: 10 })
})

test.each([
  ['in one piece ends when that was read', 'content-length: 2', 'ok', '', 0],
  ['whose body comes later ends with it', 'content-length: 2', '', 'ok', 30],
  ['that ends with its connection ends then', 'connection: close', 'ok', '', 30],
])('an answer %s', async (_what, header, atOnce, later, laterMs) => {
  const port = await portOf(
    createTcpServer((socket) => {
      socket
        .on('error', () => undefined)
        .on('data', () => {
          socket.write(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n${atOnce}`)
          if (laterMs > 0) setTimeout(() => socket.end(later), laterMs)
        })
    }),
  )
  const run = await offer(port, { ...patient, durationS: 0.2 })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 20 })
  const [first, ended] = ['firstByteAtUs', 'endedAtUs'].map(run.numbers)
  const apartUs = (ended ?? []).map((atUs, row) => atUs - (first?.[row] ?? 0))
  // What reading its head and its body takes is no part of it.
  if (laterMs === 0) expect(new Set(apartUs)).toEqual(new Set([0]))
  else expect(Math.min(...apartUs)).toBeGreaterThan((laterMs * 1_000) / 2)
})

test('a server that stalls delays nobody: arrivals go on, and latency counts from the intended start', async () => {
  let stalledUntilMs = 0
  let received = 0
  const port = await httpPort((_request, response) => {
    received += 1
    // From the 20th request on nobody is answered for 300 ms.
    if (received === 20) stalledUntilMs = performance.now() + 300
    const delayMs = Math.max(0, stalledUntilMs - performance.now())
    setTimeout(() => response.end(), delayMs)
  })
  // Two connections only: most of the stall is waited for in the generator's queue.
  const run = await offer(port, { ...patient, connections: 2 })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 100 })
  const [ended, intended, fired] = ['endedAtUs', 'intendedAtUs', 'firedAtUs'].map(run.numbers)
  const slow = (ended ?? []).filter((atUs, row) => atUs - (intended?.[row] ?? 0) > 100_000)
  // 100 requests/s over a stall of 300 ms: about 20 of its 30 wait longer than 100 ms.
  expect(slow.length).toBeGreaterThanOrEqual(15)
  const lateness = (fired ?? []).map((atUs, row) => atUs - (intended?.[row] ?? 0))
  // A generator that waited for the server would be late by the stall for most of what comes after.
  expect(lateness.toSorted((a, b) => a - b)[50]).toBeLessThan(150_000)
})

test('without an answer by the deadline the outcome is unknown, and the connection is not used again', async () => {
  const open = new Set<object>()
  const silent = createTcpServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined).resume()
  })
  const run = await offer(await portOf(silent), {
    connections: 100,
    ratePerS: 50,
    deadlineMs: 1_500,
    connectTimeoutMs: 10_000,
  })
  expectWhole(run)
  expect(countsOf(run.texts('failure'))).toEqual({ deadline: 50 })
  expect(countsOf(run.texts('outcome'))).toEqual({ unknown: 50 })
  expect(open.size).toBe(50)
  const times = run
    .numbers('endedAtUs')
    .map((atUs, row) => atUs - (run.numbers('intendedAtUs')[row] ?? 0))
  expect(Math.min(...times)).toBeGreaterThanOrEqual(1_500_000)
})

test('with every connection waiting, a request that gets none was not sent', async () => {
  const silent = createTcpServer((socket) => socket.on('error', () => undefined).resume())
  const run = await offer(await portOf(silent), {
    connections: 3,
    // All within less than any turn: else each gets the connection of one that has just given up.
    ratePerS: 1e9,
    durationS: 5e-8,
    deadlineMs: 1_500,
    connectTimeoutMs: 10_000,
  })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ unknown: 3, 'not-sent': 47 })
  expect(countsOf(run.texts('failure'))).toEqual({ deadline: 3, 'no-connection': 47 })
})

test('nobody listening is a failure that certainly did not happen', async () => {
  const port = await httpPort((_request, response) => response.end())
  await closeServer()
  const run = await offer(port, { ...patient, durationS: 0.2 })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ failed: 20 })
  expect(countsOf(run.texts('failure'))).toEqual({ refused: 20 })
})

test('a connection reset under a request leaves it unknown, and the next one gets a new connection', async () => {
  let received = 0
  const port = await httpPort((request, response) => {
    received += 1
    if (received % 5 === 0) request.socket.resetAndDestroy()
    else response.end()
  })
  const run = await offer(port, { ...patient, connections: 1, ratePerS: 50 })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 40, unknown: 10 })
  expect(countsOf(run.texts('failure'))).toEqual({ none: 40, reset: 10 })
  expect(new Set(run.numbers('connectionPort')).size).toBeGreaterThanOrEqual(10)
})

test('each request has one of the bodies that its operation may have, by its id', async () => {
  const seen: string[] = []
  const port = await httpPort(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    seen.push(Buffer.concat(chunks).toString())
    response.end()
  })
  const bodies = ['{"a":1}', '{"a":2}', '{"a":{x:1..5}}']
  const operations = [{ ...read, method: 'POST', bodies }]
  const run = await offer(port, { ...patient, operations, durationS: 0.6 })
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 60 })
  expect(countsOf(seen)).toEqual({
    [`${bodies[0]}`]: 20,
    [`${bodies[1]}`]: 20,
    [`${bodies[2]}`]: 20,
  })
})
