import type { Http2ServerRequest } from 'node:http2'
import { HeaderList } from '../pipeline/headers.ts'

// They frame the request itself, whatever `Connection` says of them.
const framing = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade'])

/** Takes out what the client names as meant for this connection. Source: RFC 9110, section 7.6.1. */
export function dropNamed(headers: HeaderList, connection: readonly string[]): void {
  const [only = ''] = connection
  if (connection.length === 1 && (only === 'keep-alive' || only === 'close')) return
  for (const name of connection.join(',').split(',')) {
    const lower = name.trim().toLowerCase()
    if (!framing.has(lower)) headers.delete(lower)
  }
}

/** The authority is the host; crumbs of a cookie are one again. Source: RFC 9113, section 8. */
export function headersOfHttp2({ rawHeaders, authority }: Http2ServerRequest): HeaderList {
  const headers = new HeaderList()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (!name.startsWith(':')) headers.append(name, rawHeaders[index + 1] ?? '')
  }
  // Two names for one host are one too many, so that both stay and are refused.
  if (authority && headers.first('host') !== authority) headers.append('Host', authority)
  const crumbs = headers.get('cookie')
  if (crumbs !== undefined && crumbs.length > 1) headers.set('cookie', crumbs.join('; '))
  return headers
}
