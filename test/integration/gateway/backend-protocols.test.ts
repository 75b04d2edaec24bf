import { once } from 'node:events'
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  createSecureServer,
  type Http2Server,
  type ServerHttp2Stream,
} from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import type { Server } from 'node:net'
import { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GatewayLaunch } from '../../../ledger/launch/gateway.ts'
import { type BackendEntity, revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, document, operationOf } from '../../unit/gateway/in-memory.ts'
import { type Authority, type Identity, newAuthority } from './certificates.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'

let authority: Authority
let identity: Identity
let misnamed: Identity

beforeAll(async () => {
  authority = await newAuthority('backend root')
  identity = await authority.issue('backend.example', 'gateway.example')
  misnamed = await authority.issue('somebody.else')
})

async function listening<Kind extends Server>(server: Kind) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    endpoint: { host: '127.0.0.1', port },
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

const secret = (of: Identity) => ({ cert: of.certificate, key: of.key })

/** One operation for each way to name the backend. */
function contentFor(tls?: BackendEntity['tls']) {
  const entity: BackendEntity = {
    id: 'own',
    kind: 'single',
    url: 'https://backend.example/entity',
    members: [],
    credentials: { headers: {}, query: {} },
    ...(tls === undefined ? {} : { tls }),
  }
  const withBackend = document(
    '<policies><inbound><base /><set-backend-service backend-id="own" /></inbound></policies>',
  )
  const version = (text: string) =>
    document(`<policies><backend><forward-request http-version="${text}" /></backend></policies>`)
  const operations = [
    operationOf('item'),
    operationOf('entity', { policy: withBackend }),
    operationOf('either', { policy: version('2or1') }),
    operationOf('two', { policy: version('2') }),
  ]
  return contentOf({ apis: [apiOf(operations)], backends: [entity] })
}

describe('a backend with TLS', () => {
  async function world(
    shown: Identity,
    launch: Partial<GatewayLaunch>,
    tls?: BackendEntity['tls'],
  ) {
    const open = new AsyncDisposableStack()
    const server = createHttpsServer(secret(shown), (request, response) => {
      response.setHeader('Connection', 'close')
      response.end(`${request.url} ${request.headers.host}`)
    })
    const backend = open.use(await listening(server))
    const gateway = open.use(
      await startGateway({
        revision: revisionOf(1, contentFor(tls)),
        hosts: { '*': { ...backend.endpoint, tls: true } },
        ...launch,
      }),
    )
    return { gateway, [Symbol.asyncDispose]: () => open.disposeAsync() }
  }
  const asked = async (gateway: GatewayProcess, path: string) => {
    const answer = await fetch(`${gateway.url}/orders/${path}`)
    return `${answer.status} ${await answer.text()}`
  }
  const trusting = () => ({ backendCas: { '*': [authority.certificate] } })

  test('is called when its authority is trusted and its name is right', async () => {
    await using one = await world(identity, trusting())
    expect(await asked(one.gateway, 'item')).toBe('200 /base/item backend.example')
    expect(await asked(one.gateway, 'entity')).toBe('200 /entity/entity backend.example')
  })

  test.each([
    ['nobody trusts its authority', () => identity, () => ({})],
    [
      'its authority is trusted for another host',
      () => identity,
      () => ({ backendCas: { other: [authority.certificate] } }),
    ],
    ['its name is another', () => misnamed, trusting],
  ])('is not called when %s', async (_why, shown, launch) => {
    await using one = await world(shown(), launch())
    expect(await asked(one.gateway, 'item')).toMatch(/^500 .*"Internal server error"/)
  })

  test.each([
    [
      'an unknown authority, when the chain is not to be checked',
      () => identity,
      () => ({}),
      { validatesChain: false, validatesName: true },
      200,
    ],
    [
      'another name, when the name is not to be checked',
      () => misnamed,
      trusting,
      { validatesChain: true, validatesName: false },
      200,
    ],
    [
      'an unknown authority, when only the name is not to be checked',
      () => identity,
      () => ({}),
      { validatesChain: true, validatesName: false },
      500,
    ],
  ])('may have %s', async (_what, shown, launch, tls, status) => {
    await using one = await world(shown(), launch(), tls)
    expect(await asked(one.gateway, 'entity')).toMatch(new RegExp(`^${status} `))
    // Only the entity says so, not everybody who calls the same host.
    if (status === 200) expect(await asked(one.gateway, 'item')).toMatch(/^500 /)
  })
})

describe('http-version', () => {
  test.each([
    ['item', '1.1'],
    ['either', '2.0'],
    ['two', '2.0'],
  ])('of %s makes it HTTP/%s over TLS, where the backend has both', async (path, version) => {
    const server = createSecureServer(
      { ...secret(identity), allowHTTP1: true },
      (request, response) => response.end(request.httpVersion),
    )
    await using backend = await listening(server)
    await using gateway = await startGateway({
      revision: revisionOf(1, contentFor()),
      hosts: { '*': { ...backend.endpoint, tls: true } },
      backendCas: { '*': [authority.certificate] },
    })
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => (await fetch(`${gateway.url}/orders/${path}`)).text()),
    )
    expect(new Set(answers)).toEqual(new Set([version]))
  })

  test('2or1 falls back to HTTP/1.1 where the backend has nothing else', async () => {
    const server = createHttpsServer(secret(identity), (request, response) => {
      response.end(request.httpVersion)
    })
    await using backend = await listening(server)
    await using gateway = await startGateway({
      revision: revisionOf(1, contentFor()),
      hosts: { '*': { ...backend.endpoint, tls: true } },
      backendCas: { '*': [authority.certificate] },
    })
    expect(await (await fetch(`${gateway.url}/orders/either`)).text()).toBe('1.1')
  })
})

test('in the clear http-version 2 is HTTP/2 from the first byte on, and 2or1 is HTTP/1.1', async () => {
  const server = createHttp2Server((request, response) => response.end(request.httpVersion))
  await using backend = await listening(server)
  await using gateway = await startGateway({
    revision: revisionOf(1, contentFor()),
    hosts: { '*': backend.endpoint },
  })
  expect(await (await fetch(`${gateway.url}/orders/two`)).text()).toBe('2.0')
  // Nothing in the clear says what a backend has, and this one has no HTTP/1.1.
  expect((await fetch(`${gateway.url}/orders/either`)).status).toBe(500)
})

describe('a gRPC API', () => {
  let server: Http2Server
  let backend: Awaited<ReturnType<typeof listening>>
  let gateway: GatewayProcess
  const seen: Record<string, unknown>[] = []

  /** Echoes each message as it comes; `/fail` answers with trailers alone. */
  function serve(stream: ServerHttp2Stream, headers: Record<string, unknown>): void {
    seen.push(headers)
    const grpc = { ':status': 200, 'content-type': 'application/grpc' }
    if (String(headers[':path']).endsWith('/fail')) {
      stream.respond(
        { ...grpc, 'grpc-status': '5', 'grpc-message': 'no such order' },
        { endStream: true },
      )
      return
    }
    stream.respond(grpc, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'x-cost': '7' }))
    stream.pipe(stream)
  }

  beforeAll(async () => {
    server = createHttp2Server()
    server.on('stream', serve)
    backend = await listening(server)
    const operation = operationOf('call', { method: 'POST', urlTemplate: '/{service}/{method}' })
    const api = apiOf([operation], { path: '', type: 'grpc', serviceUrl: 'http://grpc.example' })
    gateway = await startGateway({
      revision: revisionOf(1, contentOf({ apis: [api] })),
      hosts: { '*': backend.endpoint },
      tls: {
        minVersion: 'TLSv1.2',
        http2: true,
        hosts: [
          {
            name: '*',
            certificate: identity.certificate,
            key: identity.key,
            clientCertificate: 'none',
            clientCas: [],
          },
        ],
      },
    })
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
    await backend[Symbol.asyncDispose]()
  })

  function session() {
    return connectHttp2(`https://127.0.0.1:${gateway.ports.http}`, {
      servername: 'gateway.example',
      ca: authority.certificate,
    })
  }

  const call = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' }

  test('passes messages on both ways while both sides send, and ends with the trailers', async () => {
    const client = session()
    const stream = client.request({ ...call, ':path': '/orders.Orders/Watch' })
    const trailers = once(stream, 'trailers')
    const head = once(stream, 'response')
    for (const message of ['one', 'two', 'three']) {
      stream.write(message)
      // The next is not sent before this one is back: nothing on the way may wait for the end.
      const [back] = await once(stream, 'data')
      expect(String(back)).toBe(message)
    }
    stream.end()
    expect((await head)[0]).toMatchObject({ ':status': 200, 'content-type': 'application/grpc' })
    expect((await trailers)[0]).toMatchObject({ 'grpc-status': '0', 'x-cost': '7' })
    expect(seen.at(-1)).toMatchObject({ ':path': '/orders.Orders/Watch', te: 'trailers' })
    client.destroy()
  })

  test('passes on an answer that is trailers alone', async () => {
    const client = session()
    const stream = client.request({ ...call, ':path': '/orders.Orders/fail' })
    stream.end('message')
    const [head] = await once(stream, 'response')
    expect(head).toMatchObject({ 'grpc-status': '5', 'grpc-message': 'no such order' })
    client.destroy()
  })

  test('carries many calls at once', async () => {
    const client = session()
    const calls = Array.from({ length: 30 }, async (_, id) => {
      const stream = client.request({ ...call, ':path': '/orders.Orders/Get' })
      const trailers = once(stream, 'trailers')
      stream.end(`call ${id}`)
      let text = ''
      for await (const chunk of stream) text += chunk
      return `${text} ${(await trailers)[0]['grpc-status']}`
    })
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 30 }, (_, id) => `call ${id} 0`))
    client.destroy()
  })
})

describe('a backend that asks who calls', () => {
  const caller = document(
    '<policies><inbound><base /><authentication-certificate certificate-id="own" /></inbound></policies>',
  )

  test('is shown the certificate of the policy, and of no other request', async () => {
    const own = await authority.issue('the gateway')
    await using open = new AsyncDisposableStack()
    const server = createHttpsServer(
      {
        ...secret(identity),
        requestCert: true,
        rejectUnauthorized: false,
        ca: authority.certificate,
      },
      ({ socket }, response) => {
        const peer = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
        response.end(peer?.subject ?? 'nobody')
      },
    )
    const backend = open.use(await listening(server))
    const operations = [operationOf('item'), operationOf('known', { policy: caller })]
    const certificates = [{ id: 'own', certificate: own.certificate, key: own.key }]
    const gateway = open.use(
      await startGateway({
        revision: revisionOf(1, contentOf({ apis: [apiOf(operations)], certificates })),
        hosts: { '*': { ...backend.endpoint, tls: true } },
        backendCas: { '*': [authority.certificate] },
      }),
    )
    const asked = async (path: string) => (await fetch(`${gateway.url}/orders/${path}`)).text()
    expect([await asked('item'), await asked('known'), await asked('item')]).toEqual([
      'nobody',
      'CN=the gateway',
      'nobody',
    ])
  })
})
