import { connect } from 'node:net'
import fc from 'fast-check'
import { revisionOf } from '../../ledger/revision.ts'
import { startGateway } from '../integration/gateway/gateway-process.ts'
import { localBackend } from '../integration/gateway/local-backend.ts'
import { apiOf, contentOf, document, operationOf } from '../unit/gateway/in-memory.ts'
import { checkProperty } from './check-property.ts'
import { defineFuzz } from './define-fuzz.ts'

const seeds = [
  'GET /orders/item?a=1&b=%20 HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n',
  'POST /orders/item HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello',
  'POST /orders/item HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  'POST /orders/item HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n3;e=1\r\nabc\r\n0\r\nX: y\r\n\r\n',
  'GET http://b.example:80/orders/item HTTP/1.1\r\nHost: a\r\nConnection: close, X-A\r\nX-A: b\r\n\r\n',
  'POST /orders/buffered HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc',
  'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
  'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n',
  'GET /orders/any/../%2e%2e/x%2Fy;rev=1 HTTP/1.0\r\nHost: [::1]:80\r\nCookie: a=b\r\n\r\n',
  'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  'GET /orders/item HTTP/1.1\r\nHost: a\r\n\r\nGET /orders/item HTTP/1.1\r\nHost: a\r\n\r\n',
]

const tokens = fc.constantFrom(
  ...['\r\n', '\n', '\r', '\0', ' ', '\t', ':', ',', ';', '/', '//', '..', '%00', '%2f', '%', '?'],
  ...['#', '\\', '@', '[', ']', '*', '\x7f', '\x80', '\xff', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0'],
  ...['Content-Length: 3\r\n', 'Content-Length: 99999999999999999999\r\n', 'Host: b\r\n'],
  ...['Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: identity\r\n', 'Expect: x\r\n'],
  ...['Connection: close\r\n', 'Connection: Host\r\n', 'Upgrade: h2c\r\n', 'traceparent: 00-1\r\n'],
  ...['0\r\n\r\n', 'ffffffffffffffff\r\n', '-1', '0x', 'x'.repeat(5_000), '__proto__: 1\r\n'],
)

const change = fc.record({
  kind: fc.constantFrom('insert', 'cut', 'repeat', 'replace'),
  at: fc.nat({ max: 400 }),
  length: fc.nat({ max: 40 }),
  token: fc.oneof({ weight: 4, arbitrary: tokens }, { weight: 1, arbitrary: fc.string() }),
})

/** A request that was one once, in latin1: every character is a byte. */
export const mutants = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(change, { maxLength: 4 }),
    fc.constantFrom('', ...seeds),
  )
  .map(([seed, changes, next]) => {
    let text = seed
    for (const { kind, at, length, token } of changes) {
      const from = at % (text.length + 1)
      const slice = text.slice(from, from + length)
      const put = { insert: token, cut: '', repeat: slice + slice, replace: token }[kind]
      text = text.slice(0, from) + put + text.slice(kind === 'insert' ? from : from + length)
    }
    return text + next
  })

// A request without a body has none to read: that is an error of the policy, not of the gateway.
const buffered = document(
  `<policies><inbound><base /><set-body>@(
    context.Request.Body == null ? "" : context.Request.Body.As<string>(preserveContent: true).ToUpper()
  )</set-body></inbound></policies>`,
)
const operations = [
  operationOf('item'),
  operationOf('create', { method: 'POST', urlTemplate: '/item' }),
  operationOf('buffered', { method: 'POST', policy: buffered }),
  operationOf('any', { urlTemplate: '/*' }),
]
const chat = { id: 'chat', name: 'Chat', path: 'chat', type: 'websocket' as const }
const apis = [apiOf(operations), apiOf([operationOf('onHandshake', { urlTemplate: '/' })], chat)]

export const http = defineFuzz({
  name: 'http',
  about: 'a gateway process: only whole answers, no defect, no request that nobody sent, and alive',
  async run(options) {
    await using backend = await localBackend()
    await using gateway = await startGateway({
      revision: revisionOf(1, contentOf({ apis })),
      hosts: { '*': backend.endpoint },
      limits: { headMs: 2_000, bodyBytesMax: 100_000 },
    })
    const port = Number(gateway.ports.http)
    // Several at once, for most of a run is waiting for what may still come.
    const property = fc.asyncProperty(
      fc.array(mutants, { minLength: 1, maxLength: 16 }),
      async (requests) => {
        const answers = await Promise.all(requests.map((request) => answerTo(port, request)))
        for (const [index, answer] of answers.entries()) {
          const problem = problemOf(answer)
          if (problem !== undefined)
            throw new Error(`${problem}: ${shown(requests[index], answer)}`)
        }
        count += requests.length
        const status = await fetch(`${gateway.url}/orders/item`).then((answer) => answer.status)
        if (status !== 200) throw new Error(`a good request was answered with ${status}`)
        const strays = backend.requests.filter(({ head }) => !head.url?.startsWith('/base'))
        if (strays.length > 0) throw new Error(`the backend was asked for ${strays[0]?.head.url}`)
      },
    )
    let count = 0
    const { failure } = await checkProperty(property, options)
    const { exitCode } = gateway.child
    if (exitCode === null) return { runs: count, failure }
    const said = gateway.complaints.join('\n')
    return { runs: count, failure: `the gateway ended with ${exitCode}: ${said}\n${failure}` }
  },
})

const silenceMs = 40

/** All that comes back until the connection ends, or is silent. */
function answerTo(port: number, request: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    let text = ''
    let timer = setTimeout(done, silenceMs)
    function done(): void {
      clearTimeout(timer)
      socket.destroy()
      resolve(text)
    }
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      text += chunk
      clearTimeout(timer)
      timer = setTimeout(done, silenceMs)
    })
    socket.on('close', done)
    socket.on('error', () => undefined)
    socket.write(Buffer.from(request, 'latin1'))
  })
}

/** The backend answers everything with 200, so that a 500 can only be a defect. */
function problemOf(answer: string): string | undefined {
  if (answer === '') return undefined
  const status = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n/.exec(answer)?.[1]
  if (status === undefined) return 'no answer of HTTP'
  return /HTTP\/1\.1 5\d\d /.test(answer) ? 'an internal error' : undefined
}

function shown(request: string | undefined, answer: string): string {
  return `${JSON.stringify(request)} was answered with ${JSON.stringify(answer.slice(0, 300))}`
}
