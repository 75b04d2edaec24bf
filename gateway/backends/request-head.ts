import type { Exchange, GatewayRequest } from '../pipeline/exchange.ts'
import type { HeaderList } from '../pipeline/headers.ts'
import { queryStringOf } from '../pipeline/query.ts'
import type { BaseUrl } from './call.ts'
import type { Destination } from './destination.ts'

/** Headers that belong to one connection and are not passed on. Source: RFC 9110, section 7.6.1. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // Answered by this listener already.
  'expect',
])

/** A bit for each length that one of them has: most names are of no such length. */
const hopByHopLengths = [...hopByHop].reduce((bits, { length }) => bits | (1 << length), 0)

export function isHopByHop(lowerCaseName: string): boolean {
  if (((hopByHopLengths >> lowerCaseName.length) & 1) === 0) return false
  return lowerCaseName.length < 32 && hopByHop.has(lowerCaseName)
}

/** Path and query that the backend is called with: its own path before the request's. */
export function pathOf({ url }: GatewayRequest, { base, credentials }: Destination): string {
  const path = base.path + (url.path === '/' && base.path !== '' ? '' : url.path)
  const own = credentials === undefined ? '' : credentialsQuery(credentials.query)
  const query = [base.query, url.rawQuery ?? queryStringOf(url.query), own]
    .filter((part) => part !== '')
    .join('&')
  return `${path === '' ? '/' : path}${query === '' ? '' : `?${query}`}`
}

function credentialsQuery(query: Readonly<Record<string, readonly string[]>>): string {
  return queryStringOf(new Map(Object.entries(query)))
}

/** Names and values in a row, as undici takes them. */
export function headersOf({ request }: Exchange, destination: Destination): string[] {
  const { headers, ipAddress, body } = request
  const named: string[] = ['Host', hostOf(request, destination.base)]
  headers.forEach((name, lower, values) => {
    if (lower === 'host' || lower === 'x-forwarded-for' || isHopByHop(lower)) return
    if (lower === 'authorization' && destination.isElsewhere === true) return
    // Of buffered bodies the length is known anew; policies may have changed them.
    if (lower === 'content-length' && body.kind !== 'stream') return
    for (const value of values) named.push(name, value)
  })
  named.push('X-Forwarded-For', forwardedFor(headers, ipAddress))
  if (destination.credentials === undefined) return named
  for (const [name, values] of Object.entries(destination.credentials.headers)) {
    for (const value of values) named.push(name, value)
  }
  return named
}

/** The backend's own name, unless a policy has set another. */
function hostOf({ headers, originalUrl }: GatewayRequest, base: BaseUrl): string {
  const host = headers.first('host')
  if (host === undefined || host === originalUrl.host) return base.host
  return host === hostAndPort(originalUrl) ? base.host : host
}

function hostAndPort({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host}:${port}`
}

/** The caller's address cannot be kept from the backend. Source: APIM, set-header policy. */
function forwardedFor(headers: HeaderList, ipAddress: string): string {
  const before = headers.get('x-forwarded-for')
  return before === undefined ? ipAddress : [...before, ipAddress].join(', ')
}
