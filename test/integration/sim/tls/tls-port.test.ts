import { once } from 'node:events'
import { createServer, request as plainRequest, type Server } from 'node:http'
import { Agent, request as tlsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { connect } from 'node:tls'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { portOf } from '../../../../sim/http-process.ts'
import { type Issued, issueCertificates } from '../../../../sim/tls/issue-certificates.ts'
import { TlsPort } from '../../../../sim/tls/tls-port.ts'

let issued: Issued
let server: Server
let tlsPort: TlsPort
let port = 0
/** Answers to `/held` go out when it is called. */
let release: () => void
const agent = new Agent({ keepAlive: true })

beforeAll(async () => {
  issued = await issueCertificates(['orders'], ['orders.test'], new Date())
})
beforeEach(async () => {
  const { promise: released, resolve } = Promise.withResolvers<void>()
  release = resolve
  server = createServer(async (request, response) => {
    if (request.url === '/held') await released
    if (request.url === '/reset') request.socket.resetAndDestroy()
    else response.end('answered')
  })
  const certificates = issued.certificates.get('orders')
  if (certificates === undefined) throw new Error('it has certificates')
  tlsPort = new TlsPort(server, certificates)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = portOf(server.address())
})
afterEach(() => {
  agent.destroy()
  server.close()
  server.closeAllConnections()
})

/** `200 close`, `200 keep-alive`, or the code of what went wrong. */
async function call(path: string, speak: 'tls' | 'plain' = 'tls'): Promise<string> {
  const at = { host: '127.0.0.1', port, path }
  const sent =
    speak === 'plain'
      ? plainRequest({ ...at, agent: false })
      : tlsRequest({ ...at, agent, servername: 'orders.test', ca: issued.authority })
  sent.end()
  try {
    const [response] = await once(sent, 'response')
    response.resume()
    await once(response, 'end')
    return `${response.statusCode} ${response.headers.connection}`
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

test('one port speaks TLS and in the clear', async () => {
  expect(await call('/', 'tls')).toBe('200 keep-alive')
  expect(await call('/', 'plain')).toBe('200 close')
})

test('the expired certificate is shown until all who asked for it have undone it', async () => {
  const undos = [tlsPort.showExpired(), tlsPort.showExpired()]
  expect(await call('/')).toBe('CERT_HAS_EXPIRED')
  expect(await call('/', 'plain')).toBe('200 close')
  undos[0]?.()
  undos[0]?.()
  expect(await call('/')).toBe('CERT_HAS_EXPIRED')
  undos[1]?.()
  expect(await call('/')).toBe('200 keep-alive')
})

test('an idle connection ends when the certificate expires', async () => {
  expect(await call('/')).toBe('200 keep-alive')
  tlsPort.showExpired()
  await expect.poll(() => call('/')).toBe('CERT_HAS_EXPIRED')
})

test('a request under way is answered, and its connection ends with that', async () => {
  const under = call('/held')
  await once(server, 'request')
  tlsPort.showExpired()
  release()
  expect(await under).toBe('200 close')
  expect(await call('/')).toBe('CERT_HAS_EXPIRED')
})

test('a session that was begun with the good certificate is not resumed with the other', async () => {
  const open = { host: '127.0.0.1', port, servername: 'orders.test', ca: issued.authority }
  const first = connect(open)
  const [session] = await once(first, 'session')
  first.destroy()
  tlsPort.showExpired()
  const second = connect({ ...open, session })
  const [error] = await once(second, 'error')
  expect(error).toMatchObject({ code: 'CERT_HAS_EXPIRED' })
})

test('a reset is one of TCP, over TLS as well', async () => {
  const carriers: Socket[] = []
  server.on('request', ({ socket }) => carriers.push(tlsPort.carrierOf(socket)))
  expect(await call('/reset')).toBe('ECONNRESET')
  expect(carriers[0]?.destroyed).toBe(true)
})
