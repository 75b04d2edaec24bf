import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Attempt, type AttemptResult } from '../../../gateway/backends/attempt.ts'
import { PlainWire } from '../../../gateway/backends/plain-wire.ts'
import type { Wire } from '../../../gateway/backends/proxy.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** Moved by hand: it decides alone how old and how idle connections are. */
let nowMs: number
let sockets: Socket[]
let answer: Answer
let closers: (() => void)[]
const clock = {
  nowUs: () => nowMs * 1_000,
  nowMs: () => nowMs,
  unixMs: () => nowMs,
  after: () => () => undefined,
}

beforeEach(() => {
  nowMs = 1_000
  sockets = []
  closers = []
  answer = (_request, response) => response.end('ok')
})
afterEach(() => {
  for (const close of closers) close()
})

const never: Wire = {
  dispatch() {
    throw new Error('only what is simple is sent')
  },
}

async function wireTo(options: Partial<ConstructorParameters<typeof PlainWire>[0]> = {}) {
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) =>
    answer(request, response),
  )
  server.on('connection', (socket) => sockets.push(socket))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const wire = new PlainWire({
    clock,
    host: '127.0.0.1',
    port,
    connectTimeoutMs: 5_000,
    connectionsMax: 100,
    idleMaxMs: 240_000,
    maxAgeMs: 600_000,
    otherwise: never,
    ...options,
  })
  closers.push(() => {
    wire[Symbol.dispose]()
    server.closeAllConnections()
    server.close()
  })
  return wire
}

function send(wire: Wire, body: Buffer | Readable | null = null, callOff = new AbortController()) {
  const attempt = new Attempt({
    clock,
    timeoutMs: 5_000,
    callOff: callOff.signal,
    wholeBytesMax: 8_192,
    ended: () => undefined,
  })
  wire.dispatch({ method: 'POST', path: '/', headers: ['Host', 'a.example'], body }, attempt)
  return attempt.result
}

const textOf = (result: AttemptResult) =>
  result.kind === 'answer' && result.response.body.kind === 'bytes'
    ? result.response.body.bytes.toString()
    : result.kind

test('requests one after the other share a connection, those at the same time do not', async () => {
  const wire = await wireTo()
  for (let count = 0; count < 3; count += 1) expect(textOf(await send(wire))).toBe('ok')
  expect(sockets).toHaveLength(1)
  await Promise.all([send(wire), send(wire), send(wire)])
  expect(sockets).toHaveLength(3)
})

test('no more connections are opened than there may be: requests wait for one', async () => {
  const wire = await wireTo({ connectionsMax: 2 })
  const results = await Promise.all(Array.from({ length: 9 }, () => send(wire)))
  expect(results.map(textOf)).toEqual(Array(9).fill('ok'))
  expect(sockets).toHaveLength(2)
})

test.each([
  ['idle for longer than connections may be', { idleMaxMs: 10_000 }, undefined, 10_000],
  ['idle for nearly as long as the backend keeps it', {}, 'timeout=5', 3_000],
])('a connection that is %s is not used again', async (_what, options, hint, idleMs) => {
  const wire = await wireTo(options)
  answer = (_request, response) => {
    if (hint !== undefined) response.setHeader('Keep-Alive', hint)
    response.end('ok')
  }
  await send(wire)
  nowMs += idleMs - 1
  await send(wire)
  expect(sockets).toHaveLength(1)
  nowMs += idleMs
  await send(wire)
  expect(sockets).toHaveLength(2)
})

test('a connection that is too old carries one more request, which says that it is the last', async () => {
  const wire = await wireTo({ maxAgeMs: 1_000 })
  const said: (string | undefined)[] = []
  answer = (request, response) => {
    said.push(request.headers.connection)
    response.end('ok')
  }
  await send(wire)
  nowMs += 1_001
  await send(wire)
  await send(wire)
  expect(said).toEqual([undefined, 'close', undefined])
  expect(sockets).toHaveLength(2)
})

test('who leaves closes his connection, and nobody gets his answer', async () => {
  const wire = await wireTo({ connectionsMax: 1 })
  const leaving = new AbortController()
  answer = (_request, response) => {
    if (sockets.length > 1) response.end('ok')
    else leaving.abort()
  }
  const left = send(wire, null, leaving)
  const next = send(wire)
  expect(await left).toMatchObject({ kind: 'failure', reason: 'ClientConnectionFailure' })
  expect(textOf(await next)).toBe('ok')
  expect(sockets).toHaveLength(2)
})

test('a kept connection that dies under a request is a stale one; a new one is not', async () => {
  const wire = await wireTo()
  await send(wire)
  answer = (request) => request.socket.destroy()
  expect(await send(wire)).toMatchObject({ kind: 'failure', isStaleSocket: true })
  expect(await send(wire)).toMatchObject({ kind: 'failure', isStaleSocket: false })
})

test('a body that comes in pieces is left to another', async () => {
  const wire = await wireTo()
  expect(() => send(wire, Readable.from(['a']))).toThrow('only what is simple is sent')
})

test('what HTTP cannot carry fails without a byte sent, and the connection is kept', async () => {
  const wire = await wireTo()
  await send(wire)
  const attempt = new Attempt({
    clock,
    timeoutMs: 5_000,
    callOff: new AbortController().signal,
    wholeBytesMax: 8_192,
    ended: () => undefined,
  })
  wire.dispatch({ method: 'GET', path: '/', headers: ['x-a', 'b\r\nc: d'], body: null }, attempt)
  expect(await attempt.result).toMatchObject({ kind: 'failure', isStaleSocket: false })
  expect(textOf(await send(wire))).toBe('ok')
  expect(sockets).toHaveLength(1)
})

test('when many have gone that waited for a connection, whoever still waits gets it', async () => {
  const wire = await wireTo({ connectionsMax: 1 })
  const leaving = new AbortController()
  let answerFirst: () => void = () => undefined
  answer = (_request, response) => {
    answer = (_next, other) => other.end('ok')
    answerFirst = () => response.end('ok')
    leaving.abort()
  }
  const first = send(wire)
  // More than a stack is deep.
  const gone = Array.from({ length: 5_000 }, () => send(wire, null, leaving))
  const last = send(wire)
  expect((await Promise.all(gone)).every(({ kind }) => kind === 'failure')).toBe(true)
  answerFirst()
  expect(textOf(await first)).toBe('ok')
  expect(textOf(await last)).toBe('ok')
  expect(sockets).toHaveLength(1)
})
