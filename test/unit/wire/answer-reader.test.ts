import { expect, test } from 'vitest'
import { AnswerReader } from '../../../wire/answer-reader.ts'

type Seen = {
  readonly status: number | undefined
  readonly headers: readonly string[]
  readonly body: string
  readonly isDone: boolean
  readonly closes: boolean
  /** What came beyond the answer. */
  readonly rest: string
}

/** Reads an answer that comes in these pieces, all of them in the same bytes of memory. */
function read(pieces: readonly Buffer[], method = 'GET'): Seen {
  const shared = Buffer.alloc(64 * 1024)
  let status: number | undefined
  let headers: Seen['headers'] = []
  const body: Buffer[] = []
  const reader = new AnswerReader({
    head(head) {
      ;({ status, headers } = head)
    },
    data: (piece) => body.push(Buffer.from(piece)),
  })
  reader.begin(method)
  const rest: Buffer[] = []
  for (const piece of pieces) {
    piece.copy(shared)
    const bytes = shared.subarray(0, piece.length)
    let at = 0
    while (at < bytes.length && !reader.isDone) at = reader.read(bytes, at)
    rest.push(Buffer.from(bytes.subarray(at)))
    shared.fill('!')
  }
  return {
    status,
    headers,
    body: Buffer.concat(body).toString(),
    isDone: reader.isDone,
    closes: reader.closes,
    rest: Buffer.concat(rest).toString(),
  }
}

const whole = (text: string, method?: string) => read([Buffer.from(text, 'latin1')], method)

const answers = {
  length: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b \r\n\r\nhello',
  empty: 'HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\nretry-after: 3\r\n\r\n',
  chunked:
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nx-sum: 1\r\n\r\n',
  interim: 'HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
  closing: 'HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 5\r\n\r\nhello',
  old: 'HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\nhello',
}

test.each([
  ['length', { status: 200, body: 'hello', closes: false }],
  ['empty', { status: 429, body: '', closes: false }],
  ['chunked', { status: 200, body: 'hello', closes: false }],
  ['interim', { status: 204, body: '', closes: false }],
  ['closing', { status: 200, body: 'hello', closes: true }],
  ['old', { status: 200, body: 'hello', closes: true }],
] as const)('an answer (%s) is the same however its bytes are cut', (name, expected) => {
  const bytes = Buffer.from(`${answers[name]}MORE`)
  const atOnce = read([bytes])
  expect(atOnce).toMatchObject({ ...expected, isDone: true, rest: 'MORE' })
  for (let at = 1; at < bytes.length; at += 1) {
    expect(read([bytes.subarray(0, at), bytes.subarray(at)]), `cut at ${at}`).toEqual(atOnce)
  }
  expect(read(Array.from(bytes, (byte) => Buffer.from([byte])))).toEqual(atOnce)
})

test('headers are told as they came, without the blanks around their values', () => {
  expect(whole(answers.length).headers).toEqual(['Content-Length', '5', 'X-A', 'b'])
})

test('without a length the body goes on until the other side closes', () => {
  const reader = new AnswerReader({ head: () => undefined, data: () => undefined })
  reader.begin('GET')
  const bytes = Buffer.from('HTTP/1.1 200 OK\r\n\r\nhello')
  for (let at = 0; at < bytes.length; ) at = reader.read(bytes, at)
  expect(reader.isDone).toBe(false)
  expect(reader.closes).toBe(true)
  expect(reader.end()).toBe(true)
})

test('an answer that is cut off is not whole', () => {
  const reader = new AnswerReader({ head: () => undefined, data: () => undefined })
  reader.begin('GET')
  const bytes = Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello')
  for (let at = 0; at < bytes.length; ) at = reader.read(bytes, at)
  expect(reader.end()).toBe(false)
})

test.each([
  ['HEAD', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n'],
  ['GET', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n'],
  ['GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
])('an answer to %s without a body ends with its head: %j', (method, text) => {
  expect(whole(text, method)).toMatchObject({ isDone: true, body: '', closes: false })
})

test.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['another version', 'HTTP/2.0 200 OK\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
  ['a blank before the colon', 'HTTP/1.1 200 OK\r\nx-a : b\r\n\r\n'],
  ['a folded header', 'HTTP/1.1 200 OK\r\nx-a: b\r\n c\r\n\r\n'],
  ['a bare line feed', 'HTTP/1.1 200 OK\r\nx-a: b\nx-c: d\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n'],
  [
    'a length beside chunks',
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n',
  ],
  ['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n'],
  ['a size of a chunk that is none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
  [
    'a chunk longer than it says',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhello\r\n',
  ],
  ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ['a head without end', `HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(5_000)}`],
])('%s is malformed', (_what, text) => {
  expect(() => whole(text)).toThrow(expect.objectContaining({ code: 'GATEDRILL_MALFORMED' }))
})

test('what an answer said of its connection does not hold for the next', () => {
  const reader = new AnswerReader({ head: () => undefined, data: () => undefined })
  const bytes = Buffer.from(answers.closing)
  reader.begin('GET')
  for (let at = 0; !reader.isDone; ) at = reader.read(bytes, at)
  expect(reader.closes).toBe(true)
  reader.begin('GET')
  expect(reader.closes).toBe(false)
})
