import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import { type ConnectionOptions, connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileTls } from '../../../gateway/transport/tls.ts'
import type { GatewayLaunch } from '../../../ledger/launch/gateway.ts'
import type { TlsHost } from '../../../ledger/launch/tls.ts'
import { revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, document, operationOf } from '../../unit/gateway/in-memory.ts'
import { type Authority, type Identity, newAuthority } from './certificates.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { type LocalBackend, localBackend } from './local-backend.ts'

const scheme = document(
  `<policies><inbound><base /><return-response><set-body>@(context.Request.OriginalUrl.Scheme + " " + context.Request.OriginalUrl.Port)</set-body></return-response></inbound></policies>`,
)
const operations = [
  operationOf('scheme', { policy: scheme }),
  operationOf('item'),
  operationOf('create', { method: 'POST', urlTemplate: '/item' }),
]
const revision = revisionOf(1, contentOf({ apis: [apiOf(operations)] }))

let authority: Authority
let others: Authority
let host: Record<'open' | 'asking' | 'strict', Identity>
let client: Identity
let stranger: Identity
let backend: LocalBackend
let gateway: GatewayProcess

const hostOf = (name: string, identity: Identity, more: Partial<TlsHost> = {}): TlsHost => ({
  name,
  ...identity,
  clientCertificate: 'none',
  clientCas: [],
  ...more,
})

async function start(hosts: TlsHost[], more: Partial<NonNullable<GatewayLaunch['tls']>> = {}) {
  return startGateway({
    revision,
    hosts: { '*': backend.endpoint },
    tls: { minVersion: 'TLSv1.2', http2: true, hosts, ...more },
  })
}

beforeAll(async () => {
  authority = await newAuthority('drill root')
  others = await newAuthority('another root')
  host = {
    open: await authority.issue('open.example', '127.0.0.1'),
    asking: await authority.issue('asking.example', '*.asking.example'),
    strict: await authority.issue('strict.example'),
  }
  client = await authority.issue('a client')
  stranger = await others.issue('a stranger')
  backend = await localBackend()
  gateway = await start([
    hostOf('open.example', host.open),
    hostOf('*.asking.example', host.asking, { clientCertificate: 'ask' }),
    hostOf('strict.example', host.strict, {
      clientCertificate: 'require',
      clientCas: [authority.certificate],
    }),
  ])
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await backend[Symbol.asyncDispose]()
})

type Call = { readonly path?: string; readonly host?: string; readonly more?: ConnectionOptions }

/** One request of HTTP/1.1 over TLS, as a browser makes it. */
async function call(
  servername: string,
  { path = '/orders/item', host = servername, more }: Call = {},
) {
  const request = httpsRequest({
    host: '127.0.0.1',
    port: gateway.ports.http,
    path,
    servername,
    headers: { host },
    ca: authority.certificate,
    agent: false,
    ...more,
  })
  request.end()
  const [response] = await once(request, 'response')
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode, text }
}

/** The handshake alone; the peer's subject, or the error's code. */
async function greet(port: number, options: ConnectionOptions): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, ca: authority.certificate, ...options })
  try {
    await once(socket, 'secureConnect')
    const subject = String(socket.getPeerCertificate().subject.CN)
    return `${subject} ${socket.alpnProtocol || 'no ALPN'} ${socket.getProtocol()}`
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  } finally {
    socket.destroy()
  }
}

describe('a listener with TLS', () => {
  test('serves https, and says so to policies', async () => {
    expect(await call('open.example', { path: '/orders/scheme' })).toEqual({
      status: 200,
      text: 'https 443',
    })
    expect(await call('open.example')).toMatchObject({ status: 200 })
  })

  test.each([
    ['its own certificate to each name', { servername: 'strict.example' }, 'strict.example'],
    ['a wildcard for one label', { servername: 'x.asking.example' }, 'asking.example'],
    ['the first one to unknown names', { servername: 'open.example' }, 'open.example'],
    ['the first one to clients without a name', {}, 'open.example'],
  ])('shows %s', async (_about, options, subject) => {
    expect(await greet(Number(gateway.ports.http), options)).toContain(subject)
  })

  test.each([
    ['HTTP/2 to those who have it', ['h2', 'http/1.1'], 'h2'],
    ['HTTP/1.1 to others', ['http/1.1'], 'http/1.1'],
  ])('speaks %s', async (_about, ALPNProtocols, chosen) => {
    const options = { servername: 'open.example', ALPNProtocols }
    expect(await greet(Number(gateway.ports.http), options)).toContain(` ${chosen} `)
  })

  test('closes on bytes that are no TLS, and lives on', async () => {
    await expect(fetch(`${gateway.url}/orders/item`)).rejects.toThrow()
    expect(await call('open.example')).toMatchObject({ status: 200 })
  })

  test('takes no version below its minimum, and only its ciphers', async () => {
    const ciphers = 'TLS_AES_256_GCM_SHA384'
    await using strict = await start([hostOf('*', host.open)], {
      minVersion: 'TLSv1.3',
      http2: false,
      ciphers,
    })
    const port = Number(strict.ports.http)
    const servername = 'open.example'
    expect(await greet(port, { servername, maxVersion: 'TLSv1.2' })).toMatch(/^ERR_SSL/)
    expect(await greet(port, { servername, ciphers: 'TLS_AES_128_GCM_SHA256' })).toMatch(/^ERR_SSL/)
    expect(await greet(port, { servername, ALPNProtocols: ['h2', 'http/1.1'] })).toBe(
      'open.example http/1.1 TLSv1.3',
    )
  })
})

describe('a client certificate', () => {
  const withClient = () => ({ cert: client.certificate, key: client.key })
  const withStranger = () => ({ cert: stranger.certificate, key: stranger.key })

  test('is required where the host name says so, of an authority that is trusted there', async () => {
    const name = 'strict.example'
    expect(await call(name)).toMatchObject({ status: 403 })
    expect((await call(name)).text).toContain('"message": "A client certificate that is trusted')
    expect(await call(name, { more: withStranger() })).toMatchObject({ status: 403 })
    expect(await call(name, { more: withClient() })).toMatchObject({ status: 200 })
  })

  test.each(['a.asking.example', 'open.example'])('is not required by %s', async (name) => {
    expect(await call(name)).toMatchObject({ status: 200 })
    expect(await call(name, { more: withStranger() })).toMatchObject({ status: 200 })
  })

  test('is not got around by greeting with one name and asking for another', async () => {
    const crossed = { host: 'strict.example' }
    expect(await call('open.example', crossed)).toMatchObject({ status: 421 })
    expect(await call('a.asking.example', crossed)).toMatchObject({ status: 421 })
    expect(await call('open.example', { host: 'any.example' })).toMatchObject({ status: 200 })
  })
})

describe('HTTP/2', () => {
  async function session() {
    const session = connectHttp2(`https://127.0.0.1:${gateway.ports.http}`, {
      servername: 'open.example',
      ca: authority.certificate,
    })
    await once(session, 'connect')
    return Object.assign(session, {
      async [Symbol.asyncDispose]() {
        session.destroy()
      },
    })
  }

  async function ask(
    from: Awaited<ReturnType<typeof session>>,
    headers: Record<string, string>,
    body?: string,
  ) {
    const stream = from.request({ ':authority': 'open.example', ...headers })
    stream.end(body)
    const [head] = await once(stream, 'response')
    let text = ''
    for await (const chunk of stream) text += chunk
    return { status: head[':status'], head, text }
  }

  test('is served like HTTP/1.1: bodies both ways, the authority as host', async () => {
    await using one = await session()
    const body = 'x'.repeat(200_000)
    const answer = await ask(one, { ':method': 'POST', ':path': '/orders/item?a=1' }, body)
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toMatchObject({ method: 'POST', url: '/base/item?a=1', body })
  })

  test('carries many requests at once', async () => {
    await using one = await session()
    const asked = Array.from({ length: 50 }, (_, id) => ask(one, { ':path': `/orders/item?${id}` }))
    const answers = await Promise.all(asked)
    expect(answers.map(({ text }) => JSON.parse(text).url)).toEqual(
      Array.from({ length: 50 }, (_, id) => `/base/item?${id}`),
    )
  })

  test.each([
    ['an unknown path', { ':path': '/nothing' }, 404],
    ['two names for one host', { ':path': '/orders/item', host: 'other.example' }, 400],
    ['a path with NUL', { ':path': '/orders/%00' }, 400],
    [
      'another host that asks for certificates',
      { ':path': '/orders/item', ':authority': 'strict.example' },
      421,
    ],
    ['a tunnel', { ':method': 'CONNECT', ':authority': 'a:443' }, 405],
  ])('answers %s with an error', async (_about, headers, status) => {
    await using one = await session()
    const answer = await ask(one, headers)
    expect(answer.status).toBe(status)
    expect(answer.text).toContain(`{ "statusCode": ${status}, "message": "`)
  })

  test('lets the backend go when the client resets its stream', async () => {
    let closed = 0
    await using slow = await localBackend(
      (head) => void head.socket.once('close', () => (closed += 1)),
    )
    await using own = await startGateway({
      revision,
      hosts: { '*': slow.endpoint },
      tls: { minVersion: 'TLSv1.2', http2: true, hosts: [hostOf('*', host.open)] },
    })
    const one = connectHttp2(`https://127.0.0.1:${own.ports.http}`, {
      servername: 'open.example',
      ca: authority.certificate,
    })
    const stream = one.request({ ':path': '/orders/item', ':authority': 'open.example' })
    stream.on('error', () => undefined)
    await expect.poll(() => slow.requests.length).toBe(1)
    stream.close(8)
    await expect.poll(() => closed).toBe(1)
    one.destroy()
    own.child.kill('SIGTERM')
    expect(await own.exited).toBe(0)
  })
})

describe('a certificate that cannot be used', () => {
  const bad = 'no PEM at all'
  test.each([
    [
      'that is none',
      () => [hostOf('a', { ...host.open, certificate: bad })],
      'tls a: the certificate cannot be read',
    ],
    [
      'with a broken key',
      () => [hostOf('a', { ...host.open, key: bad })],
      'the private key cannot be read',
    ],
    [
      'with the key of another',
      () => [hostOf('a', { ...host.open, key: host.asking.key })],
      'the private key is not of this certificate',
    ],
    [
      'of a client CA that is none',
      () => [hostOf('a', host.open, { clientCas: [bad] })],
      'a client CA cannot be read',
    ],
    [
      'required without a CA',
      () => [hostOf('a', host.open, { clientCertificate: 'require' })],
      'no CA is given',
    ],
  ])('%s, is refused', (_about, hosts, message) => {
    const compiled = () => compileTls({ minVersion: 'TLSv1.2', http2: true, hosts: hosts() })
    expect(compiled).toThrow(message)
    expect(compiled).toThrow('GATEWAY_BAD_TLS')
  })

  test('or ciphers that OpenSSL does not know are said at the start', async () => {
    const started = start([hostOf('a', host.open)], { ciphers: 'NONSENSE' })
    await expect(started).rejects.toThrow('TLS cannot be set up')
  })
})
