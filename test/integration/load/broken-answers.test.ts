import { createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { countsOf, expectWhole, httpPort, offer, portOf, read } from './offer.ts'

const begun = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc'

/** What a server may do after a request, with the failure it is to be called by. */
const endings: readonly [string, (socket: Socket) => void, string][] = [
  ['closes without an answer', (socket) => socket.end(), 'closed'],
  ['closes within an answer', (socket) => socket.end(begun), 'closed'],
  ['resets without an answer', (socket) => socket.resetAndDestroy(), 'reset'],
  [
    'resets within an answer',
    // A reset throws away what the other side has not read yet.
    (socket) => socket.write(begun, () => setTimeout(() => socket.resetAndDestroy(), 20)),
    'reset',
  ],
  ['answers in no HTTP', (socket) => socket.write('hello\r\n\r\n'), 'malformed'],
  [
    'sends headers without end',
    (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}`),
    'malformed',
  ],
  [
    'sends a piece of no length',
    (socket) => socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'),
    'malformed',
  ],
  [
    'says two lengths',
    (socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 9\r\n\r\nabc'),
    'malformed',
  ],
  ['stops within an answer', (socket) => socket.write(begun), 'deadline'],
  ['never answers', () => undefined, 'deadline'],
]

test.each(endings)(
  '%s: it may have executed, and the reason is told',
  async (_case, end, failure) => {
    const port = await portOf(
      createServer((socket) => {
        socket.on('error', () => undefined)
        socket.once('data', () => end(socket))
      }),
    )
    const run = await offer(port, { durationS: 0.2, connections: 32 })
    expectWhole(run)
    expect(countsOf(run.texts('outcome'))).toEqual({ unknown: 20 })
    expect(countsOf(run.texts('failure'))).toEqual({ [failure]: 20 })
  },
)

test('a body without end is counted, not kept, and ends at the deadline', async () => {
  const chunk = Buffer.alloc(64 * 1_024)
  const port = await httpPort((request, response) => {
    const more = () => {
      while (response.writable && response.write(chunk));
    }
    response.on('drain', more)
    request.socket.on('error', () => undefined)
    more()
  })
  const run = await offer(port, { ratePerS: 10, durationS: 0.5 })
  expectWhole(run)
  expect(countsOf(run.texts('failure'))).toEqual({ deadline: 5 })
  expect(Math.min(...run.numbers('responseBytes'))).toBeGreaterThan(chunk.length)
})

test('a body that goes on beyond what clients read is given up at once, with its connection', async () => {
  let closed = 0
  const chunk = Buffer.alloc(64 * 1_024)
  const port = await httpPort((request, response) => {
    const more = () => {
      while (response.writable && response.write(chunk));
    }
    response.on('drain', more)
    request.socket.on('error', () => undefined)
    request.socket.once('close', () => {
      closed += 1
    })
    more()
  })
  const clients = { name: 'users', share: 1, connections: 4, keepAlive: true }
  const run = await offer(port, {
    populations: [{ ...clients, answerBytesMax: 300_000 }],
    durationS: 0.2,
    deadlineMs: 20_000,
  })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ unknown: 20 })
  expect(countsOf(run.texts('failure'))).toEqual({ 'too-long': 20 })
  expect(countsOf(run.texts('status'))).toEqual({ 200: 20 })
  expect(Math.max(...run.numbers('responseBytes'))).toBeLessThan(300_000 + 4 * chunk.length)
  expect(closed).toBe(20)
})

test('a connection that gave no answer is replaced, and the next one serves', async () => {
  let received = 0
  const port = await httpPort((_request, response) => {
    received += 1
    if (received > 1) response.end()
  })
  // The second one has a tenth of a second left once the first has had its deadline.
  const run = await offer(port, { connections: 1, ratePerS: 10, durationS: 2 })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 19, unknown: 1 })
  expect(new Set(run.numbers('connectionPort')).size).toBe(2)
  // Those behind the first one waited for its deadline, which their own latency shows.
  const [dispatched = [], fired = []] = ['dispatchedAtUs', 'firedAtUs'].map(run.numbers)
  const waits = dispatched.map((atUs, row) => atUs - (fired[row] ?? 0))
  expect(Math.max(...waits)).toBeGreaterThan(200_000)
})

test.each([
  ['HEAD', 200],
  ['GET', 204],
  ['GET', 304],
])('%s answered %i keeps its connection', async (method, status) => {
  const port = await httpPort((_request, response) => response.writeHead(status).end())
  const run = await offer(port, { durationS: 0.3, operations: [{ ...read, method }] })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 30 })
  expect(new Set(run.numbers('connectionPort')).size).toBe(16)
  expect(run.numbers('reusedConnection').filter((reused) => reused === 1)).toHaveLength(14)
})

test('a server that closes after each answer costs a connection each, and nothing else', async () => {
  const port = await httpPort((_request, response) => {
    response.setHeader('connection', 'close').end()
  })
  const run = await offer(port, { durationS: 0.3 })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 30 })
  expect(new Set(run.numbers('reusedConnection'))).toEqual(new Set([0]))
})
