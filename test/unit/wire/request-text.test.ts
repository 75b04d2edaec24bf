import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { type WireRequest, writeRequest } from '../../../wire/request-text.ts'

const get: WireRequest = {
  method: 'GET',
  path: '/orders/1?a=b',
  headers: ['host', 'orders.example', 'x-a', 'b'],
  body: undefined,
}

/** The bytes on the wire, as text. */
function written(request: WireRequest, closes = false): string {
  const wire = new PassThrough()
  writeRequest(wire, request, closes)
  const bytes: unknown = wire.read()
  return bytes instanceof Buffer ? bytes.toString('utf8') : ''
}

test.each([
  ['GET', undefined, ''],
  ['DELETE', undefined, ''],
  ['POST', undefined, 'content-length: 0\r\n'],
  ['POST', '{"a":1}', 'content-length: 7\r\n'],
  ['PUT', '{"a":"é€"}', 'content-length: 13\r\n'],
])('%s with body %j says its length in bytes', (method, body, length) => {
  const head = `${method} /orders/1?a=b HTTP/1.1\r\nhost: orders.example\r\nx-a: b\r\n`
  expect(written({ ...get, method, body })).toBe(`${head}${length}\r\n${body ?? ''}`)
})

test('a connection that is left after its request says so', () => {
  expect(written(get, true)).toContain('\r\nconnection: close\r\n\r\n')
})

test.each([
  ['a line in the path', { path: '/a\r\nx: y' }],
  ['a blank in the path', { path: '/a b' }],
  ['no path', { path: '' }],
  ['a line in a header', { headers: ['x-a', 'b\r\nx-c: d'] }],
  ['a line feed in a header', { headers: ['x-a', 'b\nx-c: d'] }],
  ['a header without a name', { headers: ['', 'b'] }],
  ['a colon in a name', { headers: ['x:a', 'b'] }],
  ['a letter beyond a byte', { headers: ['x-a', '€'] }],
  ['a method with a blank', { method: 'GE T' }],
  ['a length of its own', { headers: ['Content-Length', '5'] }],
  ['a transfer coding', { headers: ['transfer-encoding', 'chunked'] }],
])('%s is refused before a byte is written', (_what, change) => {
  expect(() => written({ ...get, ...change })).toThrow(
    expect.objectContaining({ code: 'GATEDRILL_NOT_HTTP' }),
  )
})
