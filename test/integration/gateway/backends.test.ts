import { createServer as createTcpServer, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { BackendFailure, ForwardOptions } from '../../../gateway/backends/call.ts'
import { compileBackends } from '../../../gateway/backends/caller.ts'
import { BackendPools } from '../../../gateway/backends/pools.ts'
import { systemClock } from '../../../gateway/clock.ts'
import { buffered, emptyBody } from '../../../gateway/pipeline/body.ts'
import { Departure } from '../../../gateway/pipeline/departure.ts'
import type { Body, GatewayResponse } from '../../../gateway/pipeline/exchange.ts'
import { HeaderList } from '../../../gateway/pipeline/headers.ts'
import { newExchange } from '../../../gateway/pipeline/new-exchange.ts'
import { newEpochNs } from '../../../ledger/clock.ts'
import type { Endpoint } from '../../../ledger/launch/gateway.ts'
import { apiOf, contentOf, gatewayOf, operationOf } from '../../unit/gateway/in-memory.ts'
import { localBackend } from './local-backend.ts'

type Asked = {
  readonly method?: string
  readonly path?: string
  readonly body?: Body
  readonly headers?: Record<string, string>
  readonly departure?: Departure
  readonly options?: Partial<ForwardOptions>
}

/** Calls one backend through real pools and sockets. */
function callerTo(endpoint: Endpoint, connectionMaxAgeMs?: number) {
  const clock = systemClock(newEpochNs())
  const pools = new BackendPools({
    clock,
    hosts: { '*': endpoint },
    connectTimeoutMs: 500,
    connectionMaxAgeMs,
  })
  const content = contentOf()
  const backends = compileBackends({ content, pools, clock })
  const api = apiOf([operationOf('item')])
  const plan = gatewayOf(contentOf({ apis: [api] })).plans.planOf(undefined, api, undefined)

  async function forward(asked: Asked = {}) {
    const { method = 'GET', path = '/item', body = emptyBody, options } = asked
    const { departure = new Departure() } = asked
    const headers = new HeaderList()
    headers.set('Host', 'gateway.example')
    for (const [name, value] of Object.entries(asked.headers ?? {})) headers.set(name, value)
    const url = {
      scheme: 'http',
      host: 'gateway.example',
      port: 80,
      path,
      query: new Map(),
      rawQuery: '',
    }
    const exchange = newExchange({
      requestId: 1,
      attempt: 1,
      receivedAtUs: clock.nowUs(),
      request: {
        method,
        url,
        originalUrl: url,
        headers,
        ipAddress: '10.0.0.7',
        body,
        matchedParameters: new Map(),
      },
      match: { api, operation: undefined },
      product: undefined,
      subscription: undefined,
      isPreflight: false,
      plan,
      deployment: { region: 'r', serviceName: 's', gatewayId: 'g', instanceId: 'i' },
      clock,
      random: () => 0.5,
      departure,
    })
    const result = await backends.forward(exchange, {
      timeoutMs: 2_000,
      followRedirects: false,
      bufferResponse: true,
      ...options,
    })
    return { result, exchange }
  }
  return { forward, [Symbol.asyncDispose]: () => pools[Symbol.asyncDispose]() }
}

function responseOf(
  result: { kind: 'answer'; response: GatewayResponse } | BackendFailure,
): GatewayResponse {
  if (result.kind === 'answer') return result.response
  throw new Error(`${result.reason}: ${result.message}`)
}

async function textOf(response: GatewayResponse): Promise<string> {
  const body = await buffered(response.body)
  return body.kind === 'bytes' ? body.bytes.toString('utf8') : ''
}

test('the backend hears its own name, the caller’s address, and the trace', async () => {
  await using backend = await localBackend()
  await using caller = callerTo(backend.endpoint)
  const traceparent = '00-0123456789abcdef0000000000000007-0000000000000001-01'
  await caller.forward({
    headers: { traceparent, Connection: 'close, X-Hop', Expect: '100-continue' },
  })
  const [request] = backend.requests
  expect(request?.head.url).toBe('/base/item')
  expect(request?.head.headers).toMatchObject({
    host: 'backend.example',
    traceparent,
    'x-forwarded-for': '10.0.0.7',
  })
  expect(request?.head.headers).not.toHaveProperty('expect')
})

test('a Host that a policy has set is kept', async () => {
  await using backend = await localBackend()
  await using caller = callerTo(backend.endpoint)
  await caller.forward({ headers: { Host: 'other.example' } })
  expect(backend.requests[0]?.head.headers.host).toBe('other.example')
})

describe('bodies', () => {
  test('a request body is streamed', async () => {
    await using backend = await localBackend()
    await using caller = callerTo(backend.endpoint)
    const stream = Readable.from(['one ', 'two ', 'three'].map((part) => Buffer.from(part)))
    await caller.forward({ method: 'POST', body: { kind: 'stream', stream } })
    expect(backend.requests[0]?.body).toBe('one two three')
  })

  test('a response of unknown length begins before it has ended', async () => {
    await using backend = await localBackend((_head, response) => {
      response.write('first')
      setTimeout(() => response.end('last'), 200)
    })
    await using caller = callerTo(backend.endpoint)
    const { result } = await caller.forward()
    const response = responseOf(result)
    expect(response.body.kind).toBe('stream')
    expect(await textOf(response)).toBe('firstlast')
  })

  test('a large response passes piece by piece, whole', async () => {
    const large = 'x'.repeat(3_000_000)
    await using backend = await localBackend((_head, response) => void response.end(large))
    await using caller = callerTo(backend.endpoint)
    const { result } = await caller.forward()
    expect((await textOf(responseOf(result))).length).toBe(large.length)
  })

  test.each([204, 304])('a %i has no body', async (status) => {
    await using backend = await localBackend(
      (_head, response) => void response.writeHead(status).end(),
    )
    await using caller = callerTo(backend.endpoint)
    const { result } = await caller.forward()
    expect(responseOf(result)).toMatchObject({ status, body: { kind: 'empty' } })
  })
})

describe('failures', () => {
  test('a head that does not come in time is a timeout', async () => {
    await using backend = await localBackend(() => undefined)
    await using caller = callerTo(backend.endpoint)
    const { result } = await caller.forward({ options: { timeoutMs: 100 } })
    expect(result).toMatchObject({
      kind: 'failure',
      reason: 'Timeout',
      message: 'Request to the backend service timed out',
    })
  })

  test('a port where nobody listens is a connection failure', async () => {
    const backend = await localBackend()
    await backend[Symbol.asyncDispose]()
    await using caller = callerTo(backend.endpoint)
    const { result } = await caller.forward()
    expect(result).toMatchObject({ kind: 'failure', reason: 'BackendConnectionFailure' })
  })

  test('a connection that is cut before the head is a connection failure', async () => {
    await using backend = await localBackend((head) => void head.socket.destroy())
    await using caller = callerTo(backend.endpoint)
    const { result, exchange } = await caller.forward()
    expect(result).toMatchObject({ kind: 'failure', reason: 'BackendConnectionFailure' })
    expect(exchange.backendAttempts).toBe(1)
  })

  test('a response that breaks off breaks the stream', async () => {
    await using backend = await localBackend((head, response) => {
      response.writeHead(200, { 'Content-Length': '100000' })
      response.write('x'.repeat(50_000), () => head.socket.destroy())
    })
    await using caller = callerTo(backend.endpoint)
    const { result } = await caller.forward()
    await expect(buffered(responseOf(result).body)).rejects.toThrow()
  })

  test('a client that leaves ends the call', async () => {
    await using backend = await localBackend(() => undefined)
    await using caller = callerTo(backend.endpoint)
    const departure = new Departure()
    const call = caller.forward({ departure })
    await expect.poll(() => backend.requests.length).toBe(1)
    departure.leave()
    expect((await call).result).toMatchObject({
      kind: 'failure',
      reason: 'ClientConnectionFailure',
    })
  })

  test('a host outside the world is not called', async () => {
    const clock = systemClock(newEpochNs())
    await using pools = new BackendPools({ clock, hosts: {}, connectTimeoutMs: 500 })
    const backends = compileBackends({ content: contentOf(), pools, clock })
    const gateway = gatewayOf(contentOf({ apis: [apiOf([operationOf('item')])] }), {
      tools: { backends },
    })
    const { exchange } = await gateway.send({ path: '/orders/item' })
    expect(exchange.lastError).toMatchObject({
      reason: 'BackendConnectionFailure',
      message: 'no host backend.example is part of this world',
    })
  })
})

describe('a kept connection that the backend closes just as it is used', () => {
  /** Answers the first request of every connection and cuts it when the second arrives. */
  async function closesWhenReused() {
    let connections = 0
    const sockets = new Set<Socket>()
    const server = createTcpServer((socket) => {
      connections += 1
      sockets.add(socket)
      let requests = 0
      socket.on('error', () => undefined)
      socket.on('data', () => {
        requests += 1
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        else socket.destroy()
      })
    })
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    return {
      endpoint: { host: '127.0.0.1', port },
      connections: () => connections,
      async [Symbol.asyncDispose]() {
        for (const socket of sockets) socket.destroy()
        await new Promise((resolve) => server.close(resolve))
      },
    }
  }

  test('is no failure of a GET: it is sent once more', async () => {
    await using backend = await closesWhenReused()
    await using caller = callerTo(backend.endpoint)
    await caller.forward()
    // The connection is free a turn after its response was handed over.
    await wait(20)
    const { result, exchange } = await caller.forward()
    expect([responseOf(result).status, exchange.backendAttempts, backend.connections()]).toEqual([
      200, 2, 2,
    ])
  })

  test('is a failure of a POST, which may have run', async () => {
    await using backend = await closesWhenReused()
    await using caller = callerTo(backend.endpoint)
    await caller.forward()
    // The connection is free a turn after its response was handed over.
    await wait(20)
    const { result, exchange } = await caller.forward({ method: 'POST' })
    expect([result.kind, exchange.backendAttempts]).toEqual(['failure', 1])
  })
})

test.each([
  [302, 'POST', 'GET'],
  [307, 'POST', 'POST'],
  [301, 'GET', 'GET'],
])('a %i of a %s is followed with %s when asked for', async (status, method, then) => {
  await using backend = await localBackend((head, response) => {
    if (head.url === '/base/item') response.writeHead(status, { Location: '/moved?a=1' }).end()
    else response.end(head.method)
  })
  await using caller = callerTo(backend.endpoint)
  const body: Body = method === 'POST' ? { kind: 'bytes', bytes: Buffer.from('b') } : emptyBody
  const plain = await caller.forward({ method, body })
  const followed = await caller.forward({ method, body, options: { followRedirects: true } })
  expect(responseOf(plain.result).status).toBe(status)
  expect(await textOf(responseOf(followed.result))).toBe(then)
  expect(backend.requests.at(-1)?.head.url).toBe('/moved?a=1')
})

test('time at the backend is counted to the last byte', async () => {
  await using backend = await localBackend(async (_head, response) => {
    response.write('a')
    await wait(120)
    response.end('b')
  })
  await using caller = callerTo(backend.endpoint)
  const { result, exchange } = await caller.forward()
  await textOf(responseOf(result))
  expect(exchange.backendUs).toBeGreaterThan(100_000)
})

test('a redirect to another host does not take the caller’s credentials along', async () => {
  await using backend = await localBackend((head, response) => {
    const elsewhere = head.headers.host === 'other.example'
    if (elsewhere) response.end(String(head.headers.authorization))
    else response.writeHead(302, { Location: 'https://other.example/' }).end()
  })
  await using caller = callerTo(backend.endpoint)
  const headers = { Authorization: 'Bearer secret' }
  const { result } = await caller.forward({ headers, options: { followRedirects: true } })
  expect(await textOf(responseOf(result))).toBe('undefined')
})

test.each([
  ['takes one more request once it is too old, and is closed behind it', 50, 2],
  ['takes the next request while it is young', 60_000, 1],
])('a connection %s', async (_case, maxAgeMs, expected) => {
  await using backend = await localBackend()
  let connections = 0
  backend.server.on('connection', () => (connections += 1))
  await using caller = callerTo(backend.endpoint, maxAgeMs)
  expect((await caller.forward()).result.kind).toBe('answer')
  for (let again = 0; again < 2; again += 1) {
    await wait(100)
    expect((await caller.forward()).result.kind).toBe('answer')
  }
  expect(connections).toBe(expected)
})

test('a refused connection says so in words', async () => {
  const backend = await localBackend()
  await backend[Symbol.asyncDispose]()
  await using caller = callerTo(backend.endpoint)
  expect((await caller.forward()).result).toMatchObject({
    kind: 'failure',
    reason: 'BackendConnectionFailure',
    message: expect.stringContaining('actively refused it'),
  })
})
