import type { Writable } from 'node:stream'
import { WireError } from './wire-error.ts'

/** A request as it is to be written; `content-length` and `connection` are added to its headers. */
export type WireRequest = {
  readonly method: string
  readonly path: string
  /** Name, value, name, value, ... */
  readonly headers: readonly string[]
  readonly body: string | Uint8Array | undefined
}

// RFC 9110, section 5.5, and RFC 9112, section 3.2: what could end a line is what must not get through.
const forbiddenInPath = /[^\x21-\x7e\x80-\xff]/
const forbiddenInValue = /[^\t\x20-\x7e\x80-\xff]/
const forbiddenInName = /[^\w!#$%&'*+.^`|~-]/

/** How long a body is is counted, never given: two lengths are how requests are smuggled. */
const counted = new Set(['content-length', 'transfer-encoding'])

/** Methods whose requests say that they have no body, by a length of 0. */
const expectsBody = new Set(['POST', 'PUT', 'PATCH'])

/**
 * Writes the request to a socket, in one piece where it can. Throws a WireError, before a byte is
 * written, when something in it is no HTTP.
 */
export function writeRequest(socket: Writable, request: WireRequest, closes: boolean): void {
  const { method, body } = request
  let head = headOf(request)
  if (closes) head += 'connection: close\r\n'
  if (body === undefined) {
    socket.write(
      expectsBody.has(method) ? `${head}content-length: 0\r\n\r\n` : `${head}\r\n`,
      'latin1',
    )
    return
  }
  const bytes = Buffer.byteLength(body)
  head += `content-length: ${bytes}\r\n\r\n`
  // ASCII all of it, which is the same in either encoding.
  if (typeof body === 'string' && bytes === body.length) {
    socket.write(head + body, 'latin1')
    return
  }
  socket.cork()
  socket.write(head, 'latin1')
  if (bytes > 0) socket.write(body)
  socket.uncork()
}

/** Throws a WireError when something in it is no HTTP. */
export function headOf({ method, path, headers }: WireRequest): string {
  if (forbiddenInName.test(method)) throw notHttp('method', method)
  if (path === '' || forbiddenInPath.test(path)) throw notHttp('path', path)
  let head = `${method} ${path} HTTP/1.1\r\n`
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = '', value = ''] = [headers[at], headers[at + 1]]
    if (name === '' || forbiddenInName.test(name)) throw notHttp('header name', name)
    if ((name.length === 14 || name.length === 17) && counted.has(name.toLowerCase())) {
      throw new WireError('GATEDRILL_NOT_HTTP', `${name} is counted, not given`)
    }
    if (forbiddenInValue.test(value)) throw notHttp(`header ${name}`, value)
    head += `${name}: ${value}\r\n`
  }
  return head
}

function notHttp(what: string, value: string): WireError {
  const shown = JSON.stringify(value.slice(0, 80))
  return new WireError(
    'GATEDRILL_NOT_HTTP',
    `the ${what} ${shown} has characters that HTTP forbids`,
  )
}
