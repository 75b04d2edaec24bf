import type { IncomingMessage } from 'node:http'
import { emptyBody } from '../pipeline/body.ts'
import type { GatewayRequest, UrlParts } from '../pipeline/exchange.ts'
import { HeaderList } from '../pipeline/headers.ts'
import { parseQuery } from '../pipeline/query.ts'

/** What the router needs of a request, and all else but its match. */
export type ReadRequest = Omit<GatewayRequest, 'matchedParameters'>

/** With a place for what it matched. */
export type ArrivedRequest = ReadRequest & { matchedParameters: ReadonlyMap<string, string> }

const nothingMatched: ReadonlyMap<string, string> = new Map()

/** Takes a request's head apart; its body stays a stream. */
export function readRequest(message: IncomingMessage): ArrivedRequest {
  const headers = HeaderList.fromRaw(message.rawHeaders)
  const originalUrl = urlOf(message.url ?? '/', headers.first('host') ?? '')
  return {
    method: message.method ?? 'GET',
    url: {
      scheme: originalUrl.scheme,
      host: originalUrl.host,
      port: originalUrl.port,
      path: originalUrl.path,
      query: parseQuery(originalUrl.rawQuery ?? ''),
      rawQuery: originalUrl.rawQuery,
    },
    originalUrl,
    headers,
    matchedParameters: nothingMatched,
    ipAddress: addressOf(message),
    body: hasBody(headers) ? { kind: 'stream', stream: message } : emptyBody,
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
  if (!text.includes(':')) return { host: text, port: 80 }
  const match = /^(.*?)(?::([0-9]{1,5}))?$/.exec(text)
  return { host: match?.[1] ?? text, port: Number(match?.[2] ?? 80) }
}

function addressOf({ socket }: IncomingMessage): string {
  const address = socket.remoteAddress ?? ''
  return address.startsWith(mappedPrefix) ? address.slice(mappedPrefix.length) : address
}

/** Of an IPv4 address on a socket that takes both. */
const mappedPrefix = '::ffff:'

function hasBody(headers: HeaderList): boolean {
  if (headers.has('transfer-encoding')) return true
  const length = headers.first('content-length')
  return length !== undefined && length !== '0'
}
