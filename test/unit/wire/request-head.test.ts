import { expect, test } from 'vitest'
import { plainHeadOf } from '../../../wire/request-head.ts'

/** As it is read between other bytes. */
function read(...lines: string[]) {
  const text = `${lines.join('\r\n')}\r\n`
  const bytes = Buffer.from(`before${text}\r\nbehind`, 'latin1')
  return plainHeadOf(bytes, 6, 6 + text.length)
}

test('a plain head is read as it came', () => {
  const head = read(
    'GET /orders/1?a=b#c HTTP/1.1',
    'Host: orders.example',
    'X-Empty:',
    'x-spaced: \t two  words \t',
    'X-Latin: \xe9\xff',
    'x-colons:a:b:c',
  )
  expect(head).toEqual({
    method: 'GET',
    target: '/orders/1?a=b#c',
    headers: [
      ...['Host', 'orders.example', 'X-Empty', '', 'x-spaced', 'two  words'],
      ...['X-Latin', '\xe9\xff', 'x-colons', 'a:b:c'],
    ],
    bodyBytes: 0,
    closes: false,
  })
})

test.each([
  ['Content-Length: 12', { bodyBytes: 12, closes: false }],
  ['content-length:0', { bodyBytes: 0, closes: false }],
  ['Connection: keep-alive', { bodyBytes: 0, closes: false }],
  ['connection: Close', { bodyBytes: 0, closes: true }],
])('%s says what follows', (line, what) => {
  expect(read('POST / HTTP/1.1', 'Host: a', line)).toMatchObject(what)
})

test('a head without a header is one', () => {
  expect(read('GET / HTTP/1.1')).toMatchObject({ target: '/', headers: [] })
})

test.each([
  ['another version', ['GET / HTTP/1.0']],
  ['a method that is not of every day', ['PURGE / HTTP/1.1']],
  ['a method in small letters', ['get / HTTP/1.1']],
  ['an absolute target', ['GET http://a/ HTTP/1.1']],
  ['an asterisk', ['OPTIONS * HTTP/1.1']],
  ['a target of bytes beyond ASCII', ['GET /\xe9 HTTP/1.1']],
  ['a space in the target', ['GET /a b HTTP/1.1']],
  ['two spaces', ['GET  / HTTP/1.1']],
  ['a space before a colon', ['GET / HTTP/1.1', 'Host : a']],
  ['a header without a name', ['GET / HTTP/1.1', ': a']],
  ['a header without a colon', ['GET / HTTP/1.1', 'Host']],
  ['a folded header', ['GET / HTTP/1.1', 'X: a', ' b']],
  ['a bare line feed', ['GET / HTTP/1.1', 'X: a\nY: b']],
  ['a bare carriage return', ['GET / HTTP/1.1', 'X: a\rY: b']],
  ['a null byte', ['GET / HTTP/1.1', 'X: a\0']],
  ['an empty line before it', ['', 'GET / HTTP/1.1']],
  ['chunks', ['POST / HTTP/1.1', 'Transfer-Encoding: chunked']],
  ['chunks of an unknown kind', ['POST / HTTP/1.1', 'transfer-encoding: x']],
  ['two lengths', ['POST / HTTP/1.1', 'Content-Length: 1', 'Content-Length: 1']],
  ['a length that is none', ['POST / HTTP/1.1', 'Content-Length: +1']],
  ['a list of lengths', ['POST / HTTP/1.1', 'Content-Length: 1, 1']],
  ['an empty length', ['POST / HTTP/1.1', 'Content-Length:']],
  ['a length beyond all numbers', ['POST / HTTP/1.1', `Content-Length: ${'9'.repeat(16)}`]],
  ['an expectation', ['POST / HTTP/1.1', 'Expect: 100-continue']],
  ['an upgrade', ['GET / HTTP/1.1', 'Upgrade: websocket']],
  ['a header for the connection alone', ['GET / HTTP/1.1', 'Connection: X-A']],
  ['two words for the connection', ['GET / HTTP/1.1', 'Connection: close, X-A']],
  ['two headers for the connection', ['GET / HTTP/1.1', 'Connection: close', 'Connection: close']],
  ['the header of old proxies', ['GET / HTTP/1.1', 'Proxy-Connection: close']],
])('%s is not plain', (_what, lines) => {
  expect(read(...lines)).toBe(undefined)
})

test('sixty thousand bytes of a header that breaks off are told at once', () => {
  expect(read('GET / HTTP/1.1', `X: ${'a: '.repeat(20_000)}`, 'no header')).toBe(undefined)
})
