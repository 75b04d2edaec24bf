import type { IncomingMessage } from 'node:http'
import { emptyBody } from '../pipeline/body.ts'
import type { GatewayRequest, UrlParts } from '../pipeline/exchange.ts'
import { HeaderList } from '../pipeline/headers.ts'
import { parseQuery } from '../pipeline/query.ts'

/** What the router needs of a request, and all else but its match. */
export type ReadRequest = Omit<GatewayRequest, 'matchedParameters'>

/** Takes a request's head apart; its body stays a stream. */
export function readRequest(message: IncomingMessage): ReadRequest {
  const headers = HeaderList.fromRaw(message.rawHeaders)
  const originalUrl = urlOf(message.url ?? '/', headers.first('host') ?? '')
  return {
    method: message.method ?? 'GET',
    url: { ...originalUrl, query: parseQuery(originalUrl.rawQuery ?? '') },
    originalUrl,
    headers,
    ipAddress: addressOf(message),
    body: hasBody(message) ? { kind: 'stream', stream: message } : emptyBody,
  }
}

function urlOf(target: string, hostHeader: string): UrlParts {
  // A proxy's absolute form names the host itself; `*` is a path that nothing matches.
  const absolute = target.startsWith('/') ? null : URL.parse(target)
  const local = absolute === null ? target : absolute.pathname + absolute.search
  const question = local.indexOf('?')
  const rawQuery = question < 0 ? '' : local.slice(question + 1)
  const { host, port } = splitHost(absolute?.host ?? hostHeader)
  return {
    scheme: 'http',
    host,
    port,
    path: question < 0 ? local : local.slice(0, question),
    query: parseQuery(rawQuery),
    rawQuery,
  }
}

function splitHost(text: string): { readonly host: string; readonly port: number } {
  const match = /^(.*?)(?::([0-9]{1,5}))?$/.exec(text)
  return { host: match?.[1] ?? text, port: Number(match?.[2] ?? 80) }
}

function addressOf({ socket }: IncomingMessage): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
}

function hasBody({ headers }: IncomingMessage): boolean {
  if (headers['transfer-encoding'] !== undefined) return true
  const length = headers['content-length']
  return length !== undefined && length !== '0'
}
