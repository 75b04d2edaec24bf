import { createServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import type { SideRequest } from '../../../gateway/backends/call.ts'
import { compileBackends } from '../../../gateway/backends/caller.ts'
import { BackendPools, type PoolOptions } from '../../../gateway/backends/pools.ts'
import { proxyOf } from '../../../gateway/backends/proxy.ts'
import { systemClock } from '../../../gateway/clock.ts'
import { bodyOfText } from '../../../gateway/pipeline/body.ts'
import { HeaderList } from '../../../gateway/pipeline/headers.ts'
import { newEpochNs } from '../../../ledger/clock.ts'
import { contentOf } from '../../unit/gateway/in-memory.ts'
import { newAuthority } from './certificates.ts'

const clock = systemClock(newEpochNs())

async function opened(server: ReturnType<typeof createServer>) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { host: '127.0.0.1', port }
}

/** A proxy that answers itself what it is asked in the clear, and opens tunnels to one port. */
async function newProxy(answer: RequestListener, tunnelPort = 0) {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer(answer)
  server.on('connect', (request, client: Socket) => {
    const { host, 'proxy-authorization': authorization = 'nobody' } = request.headers
    asked.push(`${request.url} ${host} ${authorization}`)
    if (tunnelPort === 0) return client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    const target = connect(tunnelPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(target).pipe(client)
    })
    for (const socket of [client, target]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
  })
  const endpoint = await opened(server)
  return {
    asked,
    endpoint,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function callerFor(options: Pick<PoolOptions, 'hosts' | 'backendCas'>) {
  const pools = new BackendPools({ clock, connectTimeoutMs: 1_000, ...options })
  const { send } = compileBackends({ content: contentOf(), pools, clock })
  return {
    async send(url: string, proxyUrl: string, more: Partial<SideRequest> = {}) {
      const proxy = proxyOf(proxyUrl, 'ann', 'x:y')
      const headers = new HeaderList()
      const request = { url, method: 'POST', headers, body: bodyOfText('two'), timeoutMs: 3_000 }
      const result = await send({ ...request, proxy, ...more })
      if (result.kind === 'failure') return result
      const { body, status } = result.response
      return { status, text: body.kind === 'bytes' ? body.bytes.toString('utf8') : '' }
    },
    [Symbol.asyncDispose]: () => pools[Symbol.asyncDispose](),
  }
}

const credentials = `Basic ${Buffer.from('ann:x:y').toString('base64')}`

test('in the clear the proxy is asked for the whole URL, with its credentials', async () => {
  await using proxy = await newProxy(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const { host, 'proxy-authorization': authorization } = request.headers
    response.end([request.method, request.url, host, authorization, text].join(' '))
  })
  // Links of a world are plain TCP, whatever the URL says.
  const hosts = { 'proxy.example': proxy.endpoint }
  await using caller = callerFor({ hosts })
  expect(await caller.send('https://stock.example/items?a=1', 'http://proxy.example:8080')).toEqual(
    {
      status: 200,
      text: `POST https://stock.example/items?a=1 stock.example ${credentials} two`,
    },
  )
  expect(await caller.send('https://stock.example/', 'http://elsewhere.example')).toMatchObject({
    reason: 'BackendConnectionFailure',
    message: 'no host elsewhere.example is part of this world',
  })
})

test('TLS goes through a tunnel, and the backend is who it says', async () => {
  const authority = await newAuthority('root')
  const { certificate, key } = await authority.issue('localhost')
  const backend = createHttpsServer({ cert: certificate, key }, async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const { host, 'proxy-authorization': authorization = 'none' } = request.headers
    response.end([request.method, request.url, host, authorization, text].join(' '))
  })
  const { port } = await opened(backend)
  const backendUrl = `https://localhost:${port}`
  await using proxy = await newProxy((_request, response) => response.end(), port)
  const proxyUrl = `http://127.0.0.1:${proxy.endpoint.port}`
  {
    const backendCas = { '*': [authority.certificate] }
    await using caller = callerFor({ hosts: undefined, backendCas })
    for (const path of ['/a', '/b']) {
      expect(await caller.send(`${backendUrl}${path}`, proxyUrl)).toEqual({
        status: 200,
        text: `POST ${path} localhost:${port} none two`,
      })
    }
    expect(new Set(proxy.asked)).toEqual(
      new Set([`localhost:${port} localhost:${port} ${credentials}`]),
    )
  }
  {
    await using stranger = callerFor({ hosts: undefined })
    expect(await stranger.send(backendUrl, proxyUrl)).toMatchObject({
      reason: 'BackendConnectionFailure',
    })
  }
  backend.closeAllConnections()
  await new Promise((resolve) => backend.close(resolve))
})

test.each([
  ['refuses', (port: number) => `http://127.0.0.1:${port}`, /the proxy answered CONNECT with 407/],
  ['is not there', () => 'http://127.0.0.1:1', /refused/],
])('a proxy that %s is a connection that failed', async (_case, urlOf, message) => {
  await using proxy = await newProxy((_request, response) => response.end())
  await using caller = callerFor({ hosts: undefined })
  const proxyUrl = urlOf(proxy.endpoint.port)
  expect(await caller.send('https://stock.example/', proxyUrl)).toMatchObject({
    reason: 'BackendConnectionFailure',
    message: expect.stringMatching(message),
  })
})
