import { mkdtempSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readLedger } from '../../../ledger/reader.ts'
import { gatewayRecord } from '../../../ledger/records.ts'
import { revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, document, operationOf } from '../../unit/gateway/in-memory.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { type LocalBackend, localBackend } from './local-backend.ts'
import { sendRaw } from './raw-http.ts'

const large = 'x'.repeat(300_000)
const badHeader = document(
  `<policies><outbound>
    <set-header name="X-Bad" exists-action="override">
      <value>@("a" + (char)13 + (char)10 + "X-Smuggled: b")</value>
    </set-header>
  </outbound></policies>`,
)
const twice = document(
  `<policies>
    <inbound><set-variable name="first" value="@(context.Request.Body.As&lt;string&gt;())" /></inbound>
    <outbound>
      <set-body>@(context.Request.Body == null ? "gone" : "still there")</set-body>
    </outbound>
  </policies>`,
)
const told = document(
  `<policies><inbound><return-response><set-body>told</set-body></return-response></inbound></policies>`,
)
const operations = [
  operationOf('item'),
  operationOf('head', { method: 'HEAD', urlTemplate: '/item' }),
  operationOf('create', { method: 'POST', urlTemplate: '/item' }),
  operationOf('twice', { method: 'POST', policy: twice }),
  operationOf('bad-header', { policy: badHeader }),
  operationOf('told', { method: 'HEAD', policy: told }),
  operationOf('all', { urlTemplate: '/*' }),
]

let folder: string
let backend: LocalBackend
let gateway: GatewayProcess
const held: ServerResponse[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatedrill-plain-'))
  backend = await localBackend((head, response, body) => {
    const path = head.url?.split('/').at(-1)
    if (path === 'held') held.push(response)
    else if (path === 'large') response.end(large)
    else if (path === 'chunks') {
      response.write('first ')
      setImmediate(() => response.end('second'))
    } else if (path === 'none') response.writeHead(204).end()
    else if (path === 'breaks') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n')
      setImmediate(() => response.destroy())
    } else response.end(`${head.method} ${path} ${body}`)
  })
  gateway = await startGateway({
    revision: revisionOf(1, contentOf({ apis: [apiOf(operations)] })),
    ledgerFolder: folder,
    hosts: { '*': backend.endpoint },
    limits: { headMs: 500, bodyBytesMax: 10_000 },
  })
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await backend[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const portOf = () => Number(gateway.ports.http)
const get = (path: string, ...lines: string[]) =>
  `${[`GET /orders/${path} HTTP/1.1`, 'Host: a', ...lines].join('\r\n')}\r\n\r\n`
const last = 'Connection: close'

/** How many requests the gateway wrote down as given up; read when it has flushed. */
function abandoned(): number {
  const path = join(folder, 'gateway-westeurope-1-u1-a-1.ledger')
  const events = [...(readLedger(path, gatewayRecord).columns.event ?? [])]
  return events.filter((event) => event === 'abandoned').length
}

test('one connection takes request after request, and says how long it is kept', async () => {
  const answer = await sendRaw(portOf(), [get('1'), get('2'), get('3', last)])
  expect(answer.statuses).toEqual([200, 200, 200])
  expect(answer.text.match(/GET \d /g)).toEqual(['GET 1 ', 'GET 2 ', 'GET 3 '])
  expect(answer.text.match(/\r\nKeep-Alive: timeout=240\r\n/g)).toHaveLength(2)
  expect(answer.text.match(/\r\nDate: [^\r]+ GMT\r\n/g)).toHaveLength(3)
  expect(answer.text).toMatch(/\r\nConnection: close\r\n/)
  expect(answer.isClosed).toBe(true)
})

test('a hundred requests in one packet are answered in their order', async () => {
  const count = 100
  const requests = Array.from({ length: count }, (_, index) =>
    get(String(index), ...(index === count - 1 ? [last] : [])),
  )
  const { text } = await sendRaw(portOf(), [requests.join('')])
  expect(text.match(/GET \d+ /g)).toEqual(requests.map((_, index) => `GET ${index} `))
})

test('a body that comes with its head is sent on', async () => {
  const body = 'hello'
  const request = `POST /orders/item HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n${last}\r\n\r\n${body}`
  const answer = await sendRaw(portOf(), [request])
  expect(answer.text).toContain('POST item hello')
})

test('and can be read once, as any other', async () => {
  const request = `POST /orders/twice HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n${last}\r\n\r\nhello`
  const [whole, late] = await Promise.all([
    sendRaw(portOf(), [request]),
    sendRaw(portOf(), [request.slice(0, -5), 'hello']),
  ])
  const bodyOf = (text: string) => text.slice(text.indexOf('\r\n\r\n'))
  expect(whole.statuses).toEqual([200])
  expect(bodyOf(whole.text)).toBe(bodyOf(late.text))
})

test('a request that comes in pieces is as good, and so is what comes behind it', async () => {
  const request = get('pieces')
  const answer = await sendRaw(portOf(), [
    get('whole'),
    request.slice(0, 20),
    request.slice(20),
    get('last', last),
  ])
  expect(answer.statuses).toEqual([200, 200, 200])
  expect(answer.text.match(/GET \w+ /g)).toEqual(['GET whole ', 'GET pieces ', 'GET last '])
})

test('a body that is too large is refused, and the connection ends', async () => {
  const request = `POST /orders/item HTTP/1.1\r\nHost: a\r\nContent-Length: 10001\r\n\r\n${'b'.repeat(10_001)}`
  const answer = await sendRaw(portOf(), [request])
  expect(answer.statuses).toEqual([413])
  expect(answer.isClosed).toBe(true)
})

test.each([
  ['large', `\r\n\r\n${large}`],
  ['chunks', 'first second'],
])('an answer of kind %s is whole', async (path, end) => {
  const response = await fetch(`${gateway.url}/orders/${path}`)
  expect(`\r\n\r\n${await response.text()}`).toContain(end)
})

test('answers without a body have none', async () => {
  const head = (path: string) => `HEAD /orders/${path} HTTP/1.1\r\nHost: a\r\n\r\n`
  const { text } = await sendRaw(portOf(), [
    head('item'),
    head('told'),
    get('none'),
    get('after', last),
  ])
  const [asked = '', toldOf = '', second = '', third = ''] = text.split(/(?=HTTP\/1\.1)/)
  expect(asked).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\n$/s)
  expect(toldOf).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\n$/s)
  expect(second).toMatch(/^HTTP\/1\.1 204 .*\r\n\r\n$/s)
  expect(second).not.toMatch(/content-length|transfer-encoding/i)
  expect(third).toContain('GET after')
})

test('a backend that breaks off breaks the connection off, without the end of a body', async () => {
  const answer = await sendRaw(portOf(), [get('breaks')])
  expect(answer.text).toContain('data: 1')
  expect(answer.text).not.toContain('\r\n0\r\n')
  expect(answer.isClosed).toBe(true)
})

test('a header that would break a line is no answer, but a defect that is told', async () => {
  const answer = await sendRaw(portOf(), [get('bad-header', last)])
  expect(answer.text).not.toContain('X-Smuggled')
  expect(answer.statuses).toEqual([500])
})

test('a client that leaves is written down as gone', async () => {
  const before = held.length
  const gone = abandoned()
  const socket = connect({ host: '127.0.0.1', port: portOf() })
  socket.write(get('held'))
  await expect.poll(() => held.length).toBe(before + 1)
  socket.destroy()
  await expect.poll(() => held.at(-1)?.closed, { timeout: 5_000 }).toBe(true)
  await expect.poll(abandoned, { timeout: 5_000 }).toBe(gone + 1)
})

test('what a client sends behind a request that is not answered has its turn', async () => {
  const before = held.length
  const sent = sendRaw(portOf(), [get('held'), get('behind', last)])
  await expect.poll(() => held.length).toBe(before + 1)
  held.at(-1)?.end('let go ')
  const answer = await sent
  expect(answer.statuses).toEqual([200, 200])
  expect(answer.text.indexOf('let go')).toBeLessThan(answer.text.indexOf('GET behind'))
})

test('a connection that says nothing is told that it is late', async () => {
  const answer = await sendRaw(portOf(), [])
  expect(answer.statuses).toEqual([408])
  expect(answer.isClosed).toBe(true)
})

test('a connection that was answered is kept longer than one that says nothing', async () => {
  const socket = connect({ host: '127.0.0.1', port: portOf() })
  socket.setEncoding('latin1')
  let text = ''
  socket.on('data', (chunk) => (text += chunk))
  socket.write(get('1'))
  await expect.poll(() => text).toContain('GET 1')
  // Another one, later, is closed for its silence; this one still serves.
  await sendRaw(portOf(), [])
  socket.write(get('2', last))
  await expect.poll(() => text).toContain('GET 2')
  socket.destroy()
})
