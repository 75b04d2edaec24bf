import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { GatewayLaunch } from '../../../ledger/launch/gateway.ts'
import { readLedger } from '../../../ledger/reader.ts'
import { type RevisionContent, revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, document, operationOf } from '../../unit/gateway/in-memory.ts'
import { newAuthority } from './certificates.ts'
import { startGateway } from './gateway-process.ts'
import { localBackend } from './local-backend.ts'

const checkKey = document(
  `<policies><inbound><base /><check-header name="x-key" failed-check-httpcode="401" failed-check-error-message="no key" ignore-case="true"><value>let-me-in</value></check-header><set-header name="x-from-gateway" exists-action="override"><value>yes</value></set-header></inbound></policies>`,
)

/** `/chat` is a WebSocket API with a policy on its handshake, `/orders` a plain one. */
function content(serviceUrl = 'ws://backend.example/room'): RevisionContent {
  const handshake = operationOf('onHandshake', { urlTemplate: '/', policy: checkKey })
  const chat = { id: 'chat', name: 'Chat', path: 'chat', serviceUrl, type: 'websocket' as const }
  const users = { ...chat, id: 'users', path: 'users', type: 'graphql' as const }
  const subscribe = operationOf('subscribe', { urlTemplate: '/' })
  const apis = [apiOf([handshake], chat), apiOf([operationOf('item')]), apiOf([subscribe], users)]
  return contentOf({ apis })
}

/** A backend that sends back what it gets, and remembers who came. */
async function echoServer() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'drill' })
  const visitors: { url: string; headers: NodeJS.Dict<string | string[]>; closed?: number }[] = []
  server.on('connection', (socket, { url = '', headers }) => {
    const visitor: (typeof visitors)[number] = { url, headers }
    visitors.push(visitor)
    socket.on('message', (message, isBinary) => {
      if (String(message).startsWith('bye')) socket.close(4_001, 'as asked')
      else socket.send(message, { binary: isBinary })
    })
    socket.on('close', (code) => {
      visitor.closed = code
    })
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    endpoint: { host: '127.0.0.1', port },
    visitors,
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const withKey = { headers: { 'x-key': 'let-me-in' } }

function opened(socket: WebSocket): Promise<'open' | number | string> {
  return new Promise((resolve) => {
    socket.once('open', () => resolve('open'))
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.once('error', (error) => resolve(error.message))
  })
}

const closed = (socket: WebSocket) =>
  new Promise<number>((resolve) => void socket.once('close', (code) => resolve(code)))

const next = (socket: WebSocket) =>
  new Promise<Buffer>((resolve) => void socket.once('message', (data: Buffer) => resolve(data)))

async function world(more: Partial<GatewayLaunch> = {}) {
  const open = new AsyncDisposableStack()
  const backend = open.use(await echoServer())
  const gateway = open.use(
    await startGateway({
      revision: revisionOf(1, content()),
      hosts: { '*': backend.endpoint },
      ...more,
    }),
  )
  const url = `ws://127.0.0.1:${gateway.ports.http}`
  return { backend, gateway, url, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

describe('a WebSocket API', () => {
  test('runs the policies of its handshake, then passes bytes both ways', async () => {
    await using one = await world()
    const socket = new WebSocket(`${one.url}/chat?room=7`, ['drill', 'other'], withKey)
    expect(await opened(socket)).toBe('open')
    expect(socket.protocol).toBe('drill')
    for (const text of ['hello', 'x'.repeat(70_000)]) {
      const back = next(socket)
      socket.send(text)
      expect(String(await back)).toBe(text)
    }
    expect(one.backend.visitors).toMatchObject([
      { url: '/room?room=7', headers: { 'x-from-gateway': 'yes', host: 'backend.example' } },
    ])
    socket.terminate()
  })

  test('is what a subscription of a GraphQL API comes over', async () => {
    await using one = await world()
    const socket = new WebSocket(`${one.url}/users`, ['drill'])
    expect(await opened(socket)).toBe('open')
    const back = next(socket)
    socket.send('{"type":"connection_init"}')
    expect(String(await back)).toBe('{"type":"connection_init"}')
    socket.terminate()
  })

  test('carries more than anybody buffers, and all of it arrives', async () => {
    await using one = await world()
    const socket = new WebSocket(`${one.url}/chat`, withKey)
    await opened(socket)
    const sent = randomBytes(8 * 1024 * 1024)
    const back = next(socket)
    socket.send(sent)
    expect((await back).equals(sent)).toBe(true)
    socket.terminate()
  })

  test.each([
    ['the client', (socket: WebSocket) => socket.close(4_000), 4_000, 4_000],
    ['the backend', (socket: WebSocket) => socket.send('bye'), 4_001, 4_001],
  ])('is closed on both sides when %s closes', async (_who, close, atClient, atBackend) => {
    await using one = await world()
    const socket = new WebSocket(`${one.url}/chat`, withKey)
    await opened(socket)
    const end = closed(socket)
    close(socket)
    expect(await end).toBe(atClient)
    await expect.poll(() => one.backend.visitors[0]?.closed).toBe(atBackend)
  })

  test('breaks on both sides when one breaks', async () => {
    await using one = await world()
    const socket = new WebSocket(`${one.url}/chat`, withKey)
    await opened(socket)
    socket.terminate()
    await expect.poll(() => one.backend.visitors[0]?.closed).toBe(1_006)
    const other = new WebSocket(`${one.url}/chat`, withKey)
    await opened(other)
    const end = closed(other)
    await one.backend[Symbol.asyncDispose]()
    expect(await end).toBe(1_006)
  })

  test('refuses with what its policies say, and the backend is not asked', async () => {
    await using one = await world()
    expect(await opened(new WebSocket(`${one.url}/chat`))).toBe(401)
    expect(one.backend.visitors).toEqual([])
  })

  test('answers a plain request with 426', async () => {
    await using one = await world()
    const answer = await fetch(`${one.gateway.url}/chat`, withKey)
    expect(answer.status).toBe(426)
    expect(await answer.json()).toMatchObject({ statusCode: 426 })
  })

  test('passes on that the backend does not want to', async () => {
    await using plain = await localBackend((_head, response) => response.writeHead(403).end('no'))
    await using one = await world({ hosts: { '*': plain.endpoint } })
    expect(await opened(new WebSocket(`${one.url}/chat`, withKey))).toBe(403)
  })

  test('says that a backend is away', async () => {
    await using one = await world({ hosts: { '*': { host: '127.0.0.1', port: 1 } } })
    expect(await opened(new WebSocket(`${one.url}/chat`, withKey))).toBe(500)
  })

  test('is written down when it has ended, and does not hold up the end of the process', async () => {
    const ledgerFolder = mkdtempSync(join(tmpdir(), 'gatedrill-websocket-'))
    onTestFinished(() => rmSync(ledgerFolder, { recursive: true }))
    await using one = await world({ ledgerFolder })
    const first = new WebSocket(`${one.url}/chat`, withKey)
    await opened(first)
    const kept = new WebSocket(`${one.url}/chat`, withKey)
    await opened(kept)
    const ended = closed(first)
    first.close()
    await ended
    one.gateway.child.kill('SIGTERM')
    expect(await one.gateway.exited).toBe(0)
    const { columns } = readLedger(join(ledgerFolder, 'gateway-westeurope-1-u1-a-1.ledger'))
    expect([...(columns.event ?? [])].toSorted()).toEqual([
      'answered',
      'answered',
      'received',
      'received',
    ])
    expect([...(columns.status ?? [])].toSorted()).toEqual([0, 0, 101, 101])
    expect(new Set([...(columns.operation ?? [])].map(String))).toEqual(new Set(['onHandshake']))
  })

  test('is served over TLS too', async () => {
    const authority = await newAuthority('root')
    const identity = await authority.issue('127.0.0.1')
    const host = { name: '*', ...identity, clientCertificate: 'none' as const, clientCas: [] }
    await using one = await world({ tls: { minVersion: 'TLSv1.2', http2: true, hosts: [host] } })
    const socket = new WebSocket(`wss://127.0.0.1:${one.gateway.ports.http}/chat`, [], {
      ...withKey,
      ca: authority.certificate,
    })
    expect(await opened(socket)).toBe('open')
    const back = next(socket)
    socket.send('over TLS')
    expect(String(await back)).toBe('over TLS')
    socket.terminate()
  })
})

test('an upgrade that a plain API is asked for is served as a plain request', async () => {
  await using plain = await localBackend()
  await using one = await world({ hosts: { '*': plain.endpoint } })
  expect(await opened(new WebSocket(`${one.url}/orders/item`))).toBe(200)
  expect(plain.requests[0]?.head.headers.upgrade).toBe(undefined)
})
