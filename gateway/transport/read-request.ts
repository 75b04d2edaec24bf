import type { X509Certificate } from 'node:crypto'
import { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { Readable } from 'node:stream'
import { emptyBody } from '../pipeline/body.ts'
import type { Body, GatewayRequest, UrlParts } from '../pipeline/exchange.ts'
import { HeaderList } from '../pipeline/headers.ts'
import { parseQuery } from '../pipeline/query.ts'
import { boundedBody } from './bounded-body.ts'
import { dropNamed, headersOfHttp2 } from './connection-headers.ts'
import { PlainMessage } from './plain-message.ts'
import * as refusals from './refusals.ts'
import { requestPathOf } from './request-path.ts'

/** What the router needs of a request, and all else but its match. */
export type ReadRequest = Omit<GatewayRequest, 'matchedParameters'> & {
  /** Why it is answered at the door. */
  readonly refused?: refusals.Refusal | undefined
}

/** With a place for what it matched. */
export type ArrivedRequest = ReadRequest & { matchedParameters: ReadonlyMap<string, string> }

/** A request that a server of Node has read. */
export type NodeMessage = IncomingMessage | Http2ServerRequest
export type ClientMessage = NodeMessage | PlainMessage

/** What is known of a request from the connection that it came on. */
export type Arrival = {
  readonly scheme: 'http' | 'https'
  readonly bodyBytesMax: number
  readonly clientCertificate?: X509Certificate | undefined
  readonly isClientCertificateTrusted?: boolean
  /** Why this connection may not ask for that host name (without port, in any case). */
  readonly refusalOf?: (host: string) => refusals.Refusal | undefined
  /** Found before anything else was read. */
  readonly refused?: refusals.Refusal
  /** The client wants to leave HTTP for it. */
  readonly upgrade?: 'websocket'
}

/** Of a connection in the clear, without limits. */
export const plainArrival: Arrival = { scheme: 'http', bodyBytesMax: Number.POSITIVE_INFINITY }

const nothingMatched: ReadonlyMap<string, string> = new Map()
// Source: APIM, gateway runtime limits.
const targetCharsMax = 16 * 1024

/** Takes a request's head apart; its body stays a stream. */
export function readRequest(message: ClientMessage, arrival: Arrival): ArrivedRequest {
  const headers = headersOf(message)
  const { originalUrl, refused } = urlOf(message.url ?? '/', headers, arrival)
  const length = headers.first('content-length')
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
    clientCertificate: arrival.clientCertificate,
    isClientCertificateTrusted: arrival.isClientCertificateTrusted,
    upgrade: arrival.upgrade,
    body: bodyOf(message, headers, length, arrival),
    refused:
      arrival.refused ?? refused ?? refusalOf(message, headers, length, originalUrl, arrival),
  }
}

function refusalOf(
  { httpVersion }: ClientMessage,
  headers: HeaderList,
  length: string | undefined,
  { host }: UrlParts,
  { bodyBytesMax, refusalOf: refusalOfHost }: Arrival,
): refusals.Refusal | undefined {
  const hosts = headers.get('host')
  if (hosts === undefined) {
    if (httpVersion !== '1.0') return refusals.hostMissing
  } else if (hosts.length > 1) return refusals.hostTwice
  if (length !== undefined && Number(length) > bodyBytesMax) return refusals.bodyTooLarge
  return refusalOfHost === undefined ? undefined : refusalOfHost(host)
}

function headersOf(message: ClientMessage): HeaderList {
  if (!(message instanceof IncomingMessage || message instanceof PlainMessage)) {
    return headersOfHttp2(message)
  }
  const headers = HeaderList.fromRaw(message.rawHeaders)
  const connection = headers.get('connection')
  if (connection !== undefined) dropNamed(headers, connection)
  return headers
}

function addressOf({ socket }: ClientMessage): string {
  const address = socket.remoteAddress ?? ''
  return address.startsWith(mappedPrefix) ? address.slice(mappedPrefix.length) : address
}

/** Of an IPv4 address on a socket that takes both. */
const mappedPrefix = '::ffff:'

function bodyOf(
  message: ClientMessage,
  headers: HeaderList,
  length: string | undefined,
  { bodyBytesMax }: Arrival,
): Body {
  if (length === '0') return emptyBody
  if (message instanceof PlainMessage) return wholeBody(message)
  if (length === undefined && !hasUnknownLength(message, headers)) return emptyBody
  const isBounded = length !== undefined || bodyBytesMax === Number.POSITIVE_INFINITY
  return { kind: 'stream', stream: isBounded ? message : boundedBody(message, bodyBytesMax) }
}

/** A stream as any other, which can be read once: policies must not see that it came whole. */
function wholeBody({ body }: PlainMessage): Body {
  if (body === undefined) return emptyBody
  const stream = new Readable({ read: () => undefined })
  stream.push(body)
  stream.push(null)
  return { kind: 'stream', stream }
}

/** HTTP/2 says by a flag of the head whether a body follows. */
function hasUnknownLength(message: NodeMessage, headers: HeaderList): boolean {
  if (message instanceof IncomingMessage) return headers.has('transfer-encoding')
  return !message.stream.endAfterHeaders
}

type ReadUrl = { readonly originalUrl: UrlParts; readonly refused: refusals.Refusal | undefined }

function urlOf(target: string, headers: HeaderList, { scheme }: Arrival): ReadUrl {
  if (!target.startsWith('/')) return urlOfOtherForm(target, headers, scheme)
  return partsOf(scheme, headers.first('host') ?? '', target)
}

/** A proxy's absolute form names the host itself; `*` is a path that nothing matches. */
function urlOfOtherForm(target: string, headers: HeaderList, scheme: Arrival['scheme']): ReadUrl {
  const host = headers.first('host') ?? ''
  if (target === '*') return partsOf(scheme, host, target)
  const authority = /^https?:\/\/([^/?#@\\]+)(?=[/?]|$)/i.exec(target)
  if (authority === null) {
    return { ...partsOf(scheme, host, '/'), refused: refusals.targetMalformed }
  }
  const [before, named = ''] = authority
  const local = target.slice(before.length)
  // Source: RFC 9112, section 3.2.2: the Host header does not count then.
  headers.set('Host', named)
  return partsOf(scheme, named, local.startsWith('/') ? local : `/${local}`)
}

/** Of original URLs, which nobody changes. */
const noQuery = parseQuery('')
const hostForm = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._~!$&'()*+,;=%-]*)(?::[0-9]{1,5})?$/i

function partsOf(scheme: Arrival['scheme'], authority: string, target: string): ReadUrl {
  const question = target.indexOf('?')
  const rawQuery = question < 0 ? '' : target.slice(question + 1)
  const sent = question < 0 ? target : target.slice(0, question)
  const path = requestPathOf(sent)
  const originalUrl: UrlParts = {
    scheme,
    host: authority,
    port: scheme === 'https' ? 443 : 80,
    path: path ?? sent,
    query: rawQuery === '' ? noQuery : parseQuery(rawQuery),
    rawQuery,
  }
  const colon = authority.lastIndexOf(':')
  if (colon > authority.lastIndexOf(']')) {
    originalUrl.host = authority.slice(0, colon)
    originalUrl.port = Number(authority.slice(colon + 1))
  }
  return { originalUrl, refused: urlRefusalOf(authority, target, path) }
}

function urlRefusalOf(
  authority: string,
  target: string,
  path: string | undefined,
): refusals.Refusal | undefined {
  if (!hostForm.test(authority)) return refusals.hostMalformed
  if (path === undefined) return refusals.pathMalformed
  return target.length > targetCharsMax ? refusals.targetTooLong : undefined
}
