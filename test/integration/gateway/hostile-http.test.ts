import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readLedger } from '../../../ledger/reader.ts'
import { gatewayRecord } from '../../../ledger/records.ts'
import { revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, operationOf } from '../../unit/gateway/in-memory.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { type LocalBackend, localBackend } from './local-backend.ts'
import { sendRaw } from './raw-http.ts'

const operations = [
  operationOf('item'),
  operationOf('create', { method: 'POST', urlTemplate: '/item' }),
  operationOf('all', { urlTemplate: '/*' }),
]
const revision = revisionOf(1, contentOf({ apis: [apiOf(operations)] }))

let folder: string
let backend: LocalBackend
let gateway: GatewayProcess

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatedrill-hostile-'))
  backend = await localBackend()
  gateway = await startGateway({
    revision,
    ledgerFolder: folder,
    hosts: { '*': backend.endpoint },
    limits: { headMs: 600, bodyBytesMax: 10_000 },
  })
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await backend[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const portOf = () => Number(gateway.ports.http)
const head = (...lines: string[]) =>
  `${['GET /orders/item HTTP/1.1', ...lines].join('\r\n')}\r\n\r\n`
const post = (...lines: string[]) =>
  `${['POST /orders/item HTTP/1.1', 'Host: a', ...lines].join('\r\n')}\r\n\r\n`
const target = (text: string) => `GET ${text} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`

/** Requests that the gateway has written down, by reason; read when it has flushed. */
function reasons(): (string | number)[] {
  const path = join(folder, 'gateway-westeurope-1-u1-a-1.ledger')
  return [...(readLedger(path, gatewayRecord).columns.reason ?? [])]
}

async function expectUp(): Promise<void> {
  expect(gateway.child.exitCode).toBe(null)
  expect((await fetch(`${gateway.url}/orders/item`)).status).toBe(200)
}

describe('what is no HTTP is answered with one error, and the connection ends', () => {
  const rows: [about: string, request: string | Buffer, status: number][] = [
    [
      'Content-Length beside Transfer-Encoding',
      post('Content-Length: 4', 'Transfer-Encoding: chunked') +
        '0\r\n\r\nGET /orders/x HTTP/1.1\r\nHost: a\r\n\r\n',
      400,
    ],
    [
      'Transfer-Encoding beside Content-Length',
      `${post('Transfer-Encoding: chunked', 'Content-Length: 4')}0\r\n\r\n`,
      400,
    ],
    [
      'two different Content-Lengths',
      `${post('Content-Length: 4', 'Content-Length: 5')}abcde`,
      400,
    ],
    ['the same Content-Length twice', `${post('Content-Length: 4', 'Content-Length: 4')}abcd`, 400],
    ['a list of Content-Lengths', `${post('Content-Length: 4, 4')}abcd`, 400],
    ['a negative Content-Length', post('Content-Length: -1'), 400],
    ['a signed Content-Length', `${post('Content-Length: +4')}abcd`, 400],
    ['a hexadecimal Content-Length', `${post('Content-Length: 0x4')}abcd`, 400],
    ['a Content-Length past all numbers', post(`Content-Length: ${'9'.repeat(40)}`), 400],
    [
      'a transfer coding that does not end in chunked',
      `${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n`,
      400,
    ],
    ['an unknown transfer coding', `${post('Transfer-Encoding: xchunked')}0\r\n\r\n`, 400],
    ['a space before the colon', head('Host: a', 'Transfer-Encoding : chunked'), 400],
    ['a chunk size that is no number', `${post('Transfer-Encoding: chunked')}zz\r\nab\r\n`, 400],
    [
      'a chunk without its end of line',
      `${post('Transfer-Encoding: chunked')}2\r\nabXX0\r\n\r\n`,
      400,
    ],
    ['a bare line feed behind the request line', 'GET /orders/item HTTP/1.1\nHost: a\r\n\r\n', 400],
    ['a bare line feed behind a header', 'GET /orders/item HTTP/1.1\r\nHost: a\nX: b\r\n\r\n', 400],
    ['bare line feeds at the end', 'GET /orders/item HTTP/1.1\r\nHost: a\n\n', 400],
    ['a bare carriage return in a value', head('Host: a', 'X: b\rY: c'), 400],
    ['a folded header', head('Host: a', 'X: b', ' c'), 400],
    ['a folded first header', head(' X: b', 'Host: a'), 400],
    ['NUL in a value', head('Host: a', 'X: b\0c'), 400],
    ['a control character in a value', head('Host: a', 'X: b\x01c'), 400],
    ['DEL in a value', head('Host: a', 'X: b\x7fc'), 400],
    ['NUL in a name', head('Host: a', 'X\0Y: b'), 400],
    ['a name with a space', head('Host: a', 'X Y: b'), 400],
    ['no name', head('Host: a', ': b'), 400],
    ['a line without colon', head('Host: a', 'nonsense'), 400],
    ['NUL in the target', 'GET /orders/\0item HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a tab in the target', 'GET /orders/\titem HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a space in the target', 'GET /orders/it em HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['an unknown method', 'GETT /orders/item HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a lower-case method', 'get /orders/item HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['an unknown version', 'GET /orders/item HTTP/3.7\r\nHost: a\r\n\r\n', 400],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['a TLS greeting', Buffer.from('16030100c8010000c40303', 'hex'), 400],
    ['random bytes', Buffer.from('\x80\xff\x00\x01 nothing\r\n\r\n', 'latin1'), 400],
    ['a head of more than 64 KiB', head('Host: a', `X: ${'x'.repeat(70_000)}`), 431],
    [
      'many small headers',
      head('Host: a', ...Array.from({ length: 15_000 }, (_, index) => `x${index}: y`)),
      431,
    ],
    ['a target of more than 64 KiB', target(`/orders/${'x'.repeat(70_000)}`), 431],
    [
      'endless chunk extensions',
      `${post('Transfer-Encoding: chunked')}1;${'x'.repeat(20_000)}\r\na\r\n`,
      413,
    ],
  ]
  test.each(rows)('%s', async (_about, request, status) => {
    const before = backend.requests.length
    const answer = await sendRaw(portOf(), [request])
    expect(answer.statuses).toEqual([status])
    expect(answer.text).toContain(`{ "statusCode": ${status}, "message": "`)
    expect(answer.isClosed).toBe(true)
    expect(backend.requests.slice(before).map(({ body }) => body)).toEqual([])
    await expectUp()
  })
})

describe('what is HTTP, and still refused, is written down', () => {
  const rows: [about: string, request: string, status: number, reason: string][] = [
    ['no Host', head('X: b'), 400, 'HostInvalid'],
    ['two Hosts', head('Host: a', 'Host: b'), 400, 'HostInvalid'],
    ['the same Host twice', head('Host: a', 'Host: a'), 400, 'HostInvalid'],
    ['a Host that is none', head('Host: a/b'), 400, 'HostInvalid'],
    ['a Host with a user', head('Host: user@a'), 400, 'HostInvalid'],
    ['a target of more than 16 KiB', target(`/orders/${'x'.repeat(17_000)}`), 414, 'TargetTooLong'],
    ['NUL, encoded', target('/orders/item%00.json'), 400, 'TargetInvalid'],
    ['a backslash', target('/orders\\..\\admin'), 400, 'TargetInvalid'],
    ['a fragment', target('/orders/item#top'), 400, 'TargetInvalid'],
    ['dots behind an encoded slash', target('/orders/a%2f..%2fb'), 400, 'TargetInvalid'],
    ['dots behind an encoded backslash', target('/orders/a%5c..%5cb'), 400, 'TargetInvalid'],
    ['an absolute target of another scheme', target('ftp://a/orders/item'), 400, 'TargetInvalid'],
    ['an absolute target with a user', target('http://user@a/orders/item'), 400, 'TargetInvalid'],
    ['a tunnel', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', 405, 'MethodNotAllowed'],
    ['another expectation', head('Host: a', 'Expect: coffee'), 417, 'ExpectationFailed'],
    ['a body that says it is too large', post('Content-Length: 10001'), 413, 'RequestBodyTooLarge'],
    [
      'a trace without an operation',
      'TRACE /orders/item HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      404,
      'OperationNotFound',
    ],
    ['a path above the APIs', target('/orders/../../etc/passwd'), 404, 'OperationNotFound'],
    ['two slashes at the start', target('//orders/item'), 404, 'OperationNotFound'],
    [
      'the star',
      'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      404,
      'OperationNotFound',
    ],
  ]
  test.each(rows)('%s', async (_about, request, status, reason) => {
    const written = reasons().filter((each) => each === reason).length
    const answer = await sendRaw(portOf(), [request])
    expect(answer.statuses).toEqual([status])
    expect(answer.text).toContain(`{ "statusCode": ${status}, "message": "`)
    expect(answer.isClosed).toBe(true)
    await expect.poll(() => reasons().filter((each) => each === reason).length).toBe(written + 1)
    await expectUp()
  })

  test('a body that turns out too large on the way', async () => {
    const chunk = `1000\r\n${'x'.repeat(4_096)}\r\n`
    const answer = await sendRaw(portOf(), [
      post('Transfer-Encoding: chunked'),
      ...Array<string>(4).fill(chunk),
    ])
    expect(answer.statuses).toEqual([413])
    await expectUp()
  })
})

describe('what looks odd, and is right, is served', () => {
  const isWhole = (text: string) => text.endsWith('}')
  test.each([
    [
      'dot segments are resolved before anything matches',
      target('/orders/x/../item'),
      '/base/item',
    ],
    ['also encoded ones', target('/orders/x/%2e%2E/item'), '/base/item'],
    ['an encoded slash stays one', target('/orders/a%2fb'), '/base/a%2fb'],
    ['two slashes stay two', target('/orders//item'), '/base//item'],
    ['dots inside of a name', target('/orders/a..b'), '/base/a..b'],
    ['the form for proxies', target('http://other.example/orders/item'), '/base/item'],
  ])('%s', async (_about, request, url) => {
    const answer = await sendRaw(portOf(), [request], isWhole)
    expect(answer.statuses).toEqual([200])
    expect(answer.text).toContain(`"url":"${url}"`)
  })

  test('headers for the connection alone do not reach the backend', async () => {
    const answer = await sendRaw(
      portOf(),
      [
        head(
          'Host: a',
          'Connection: close, X-Secret, Authorization',
          'X-Secret: 1',
          'Keep-Alive: 5',
          'TE: trailers',
          'Proxy-Connection: x',
          'Authorization: b',
          'X-Kept: 2',
        ),
      ],
      isWhole,
    )
    expect(answer.statuses).toEqual([200])
    expect(answer.text).toContain('"x-kept":"2"')
    expect(answer.text).not.toMatch(/x-secret|authorization|"te"|proxy-connection/)
  })

  test('the name in an absolute target is the one that counts, not the Host', async () => {
    const request = 'GET http://a.example/orders/item HTTP/1.1\r\nHost: evil.example\r\n\r\n'
    const answer = await sendRaw(portOf(), [request], isWhole)
    expect(answer.text).not.toContain('evil.example')
  })

  test('requests in one packet are answered one after the other', async () => {
    const three = ['/orders/1', '/orders/2', '/orders/3']
    const text = three.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join('')
    const { text: answers, statuses } = await sendRaw(
      portOf(),
      [text],
      (got) => got.match(/HTTP\/1\.1/g)?.length === 3 && isWhole(got),
    )
    expect(statuses).toEqual([200, 200, 200])
    expect([...answers.matchAll(/"url":"\/base\/(\d)"/g)].map(([, id]) => id)).toEqual([
      '1',
      '2',
      '3',
    ])
  })

  test('a good request before a bad one in the same packet is answered', async () => {
    const text = `GET /orders/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /orders/2 HTTP/1.1\nHost: a\r\n\r\n`
    const answer = await sendRaw(portOf(), [text])
    expect(answer.statuses.at(-1)).toBe(400)
    expect(answer.isClosed).toBe(true)
    await expectUp()
  })

  const upgrade =
    'GET /orders/2 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
  const tunnel = 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n'

  test.each([
    ['an upgrade', upgrade, 200],
    ['a tunnel', tunnel, 405],
  ])(
    '%s right behind a plain request is heard when that is answered',
    async (_what, next, status) => {
      const answer = await sendRaw(portOf(), [`GET /orders/1 HTTP/1.1\r\nHost: a\r\n\r\n${next}`])
      expect(answer.statuses).toEqual([200, status])
      expect(answer.isClosed).toBe(true)
      await expectUp()
    },
  )

  test.each([
    ['an upgrade', upgrade],
    ['a tunnel', tunnel],
  ])(
    '%s right behind any other request is not heard, and ends the connection',
    async (_what, next) => {
      const chunks = post('Transfer-Encoding: chunked')
      const answer = await sendRaw(portOf(), [`${chunks}0\r\n\r\n${next}`])
      expect(answer.statuses).toEqual([200])
      expect(answer.isClosed).toBe(true)
      await expectUp()
    },
  )

  test('a client that waits for 100 gets it, and its expectation ends here', async () => {
    const request = post('Content-Length: 4', 'Expect: 100-continue')
    const waited = await sendRaw(portOf(), [request], (text) => text.includes('\r\n\r\n'))
    expect(waited.statuses).toEqual([100])
    const answer = await sendRaw(portOf(), [request, 'body'], isWhole)
    expect(answer.statuses).toEqual([100, 200])
    expect(answer.text).toContain('"body":"body"')
    expect(answer.text).not.toContain('"expect"')
  })
})

describe('clients that are slow, or leave', () => {
  test('a head that does not come in time is given up', async () => {
    const answer = await sendRaw(portOf(), ['GET /orders/item HTTP/1.1\r\nHost: a\r\n'])
    expect(answer.statuses).toEqual([408])
    expect(answer.isClosed).toBe(true)
  })

  test('a head that comes letter by letter is given up just so', async () => {
    const socket = connect({ host: '127.0.0.1', port: portOf() })
    let text = ''
    socket.setEncoding('latin1').on('data', (chunk) => (text += chunk))
    socket.on('error', () => undefined)
    const drip = setInterval(() => socket.write('x'), 50)
    socket.write('GET /orders/item HTTP/1.1\r\nHost: a\r\nX: ')
    await new Promise((resolve) => socket.once('close', resolve))
    clearInterval(drip)
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
  })

  test('a body that ends early is abandoned, and harms nobody', async () => {
    const events = () => [
      ...(readLedger(join(folder, 'gateway-westeurope-1-u1-a-1.ledger')).columns.event ?? []),
    ]
    const countOf = (wanted: string) => events().filter((event) => event === wanted).length
    const received = countOf('received')
    const socket = connect({ host: '127.0.0.1', port: portOf() })
    socket.write(`${post('Content-Length: 100')}half`)
    await expect.poll(() => countOf('received')).toBe(received + 1)
    const abandoned = countOf('abandoned')
    socket.destroy()
    await expect.poll(() => countOf('abandoned')).toBe(abandoned + 1)
    await expectUp()
  })

  test('a client that sends on behind an error is not waited for', async () => {
    const chunks = Array<string>(50).fill('x'.repeat(1_000))
    const answer = await sendRaw(portOf(), [post('Content-Length: 1000000'), ...chunks])
    expect(answer.isClosed).toBe(true)
    await expectUp()
  })

  test('a backend that is away is said to a client that still sends', async () => {
    await using lonely = await startGateway({
      revision,
      hosts: { '*': { host: '127.0.0.1', port: 1 } },
    })
    const answer = await sendRaw(
      Number(lonely.ports.http),
      [`${post('Content-Length: 100')}half`],
      (text) => text.includes('}'),
    )
    expect(answer.statuses).toEqual([500])
  })

  test('two hundred of them at once leave room for others', async () => {
    const sockets = Array.from({ length: 200 }, () => {
      const socket = connect({ host: '127.0.0.1', port: portOf() })
      socket.on('error', () => undefined)
      socket.write('GET /orders/item HTTP/1.1\r\n')
      return socket
    })
    await expectUp()
    for (const socket of sockets) socket.destroy()
  })
})

test('a request on a kept connection during shutdown is answered, and told to close', async () => {
  await using slow = await localBackend(
    (_head, response) => void setTimeout(() => response.end('done'), 300),
  )
  await using closing = await startGateway({ revision, hosts: { '*': slow.endpoint } })
  const first = sendRaw(Number(closing.ports.http), [head('Host: a')])
  await expect.poll(() => slow.requests.length).toBe(1)
  closing.child.kill('SIGTERM')
  expect((await first).text).toContain('done')
  expect(await closing.exited).toBe(0)
  await expect(sendRaw(Number(closing.ports.http), [head('Host: a')])).rejects.toThrow(
    'ECONNREFUSED',
  )
})
