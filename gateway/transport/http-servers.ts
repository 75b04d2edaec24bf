import { createServer, IncomingMessage, ServerResponse } from 'node:http'
import { createSecureServer, Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { Server } from 'node:net'
import { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { ListenLimits } from '../../ledger/launch/gateway.ts'
import type { TlsSettings } from '../../ledger/launch/tls.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { answerTrace } from '../trace/answer-trace.ts'
import { type TraceDesk, tracePath } from '../trace/trace-desk.ts'
import { answerClientError } from './client-error.ts'
import { Http2Answer } from './http2-answer.ts'
import type { ListenOptions } from './listen.ts'
import { plainConnections } from './plain-connections.ts'
import type { Arrival, NodeMessage } from './read-request.ts'
import { expectationFailed, methodRefused } from './refusals.ts'
import { compileTls } from './tls.ts'
import { responseUnderWay } from './under-way.ts'
import { UpgradeAnswer } from './upgrade-answer.ts'

export const statusPath = '/status-0123456789abcdef'
/** Beside the status path, where no API can stand in its way. */
export const metricsPath = '/metrics-0123456789abcdef'

/** A server that can be closed also under its upgraded connections. */
export type HttpServer = {
  readonly server: Server
  closeIdle(): void
  closeAll(): void
}

type Served = Pick<ListenOptions, 'unixMs' | 'handle' | 'metrics' | 'limits' | 'traceDesk'> & {
  /** Whether the instance is on its way out. */
  readonly departure: { readonly isLeaving: boolean }
}

// Tokens make heads large; the service allows URLs of 16 KiB.
const headBytesMax = 64 * 1024
// Idle connections are dropped by the load balancer after four minutes. Source: Azure Load Balancer.
const idleMs = 240_000
const headMsDefault = 60_000

/** HTTP/1.1, in the clear. */
export function plainServer(served: Served): HttpServer {
  const arrival: Arrival = { scheme: 'http', bodyBytesMax: bodyBytesMaxOf(served) }
  const { onRequest, wire, upgraded } = newWiring(served, () => arrival)
  const options = http1Options(served.limits)
  const server = createServer(options, onRequest)
  // Node would drop headers past its count in silence; their bytes are limited already.
  server.maxHeadersCount = 0
  wire(server)
  const plain = plainConnections(server, {
    idleMs,
    headMs: options.headersTimeout,
    sweepEveryMs: options.connectionsCheckingInterval,
    unixMs: served.unixMs,
    departure: served.departure,
    isServed: (url) => !isOfTheGateway(url, served.traceDesk),
    handle: (message, answer) => served.handle(message, answer, arrival),
  })
  return {
    server,
    closeIdle() {
      plain.closeIdle()
      server.closeIdleConnections()
    },
    closeAll() {
      plain.closeAll()
      server.closeAllConnections()
      for (const socket of upgraded) socket.destroy()
    },
  }
}

/** HTTP/1.1 and HTTP/2 by ALPN, with a certificate per host name. */
export function tlsServer(served: Served, settings: TlsSettings): HttpServer {
  const tls = compileTls(settings)
  const bodyBytesMax = bodyBytesMaxOf(served)
  const arrivals = new WeakMap<object, Arrival>()
  const arrivalOf = (message: NodeMessage): Arrival => {
    // Sessions of HTTP/2 show another object as their socket each time.
    const key = message instanceof IncomingMessage ? message.socket : message.stream.session
    const known = key && arrivals.get(key)
    if (known !== undefined) return known
    const arrival = tls.arrivalOf(socketOf(message), bodyBytesMax)
    if (key !== undefined) arrivals.set(key, arrival)
    return arrival
  }
  const { onRequest, wire } = newWiring(served, arrivalOf)
  const options = http1Options(served.limits)
  const server = createSecureServer({
    ...options,
    ...tls.options,
    allowHTTP1: true,
    handshakeTimeout: options.headersTimeout,
    settings: { maxHeaderListSize: headBytesMax },
  })
  // Both are of HTTP/1.1, and this server's constructor takes neither.
  Object.assign(server, {
    maxHeadersCount: 0,
    shouldUpgradeCallback: options.shouldUpgradeCallback,
  })
  server.on('request', onRequest)
  wire(server)
  const open = new Set<Duplex>()
  server.on('secureConnection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return {
    server,
    closeIdle: () => Reflect.apply(Reflect.get(server, 'closeIdleConnections'), server, []),
    closeAll() {
      for (const socket of open) socket.destroy()
    },
  }
}

function socketOf(message: NodeMessage): TLSSocket {
  // The types of HTTP/2 know that this is a TLS socket; those of HTTP/1.1 do not.
  const socket: unknown = message.socket
  if (message instanceof Http2ServerRequest || socket instanceof TLSSocket) {
    return Object(socket)
  }
  throw new Error('a TLS server has TLS sockets')
}

function bodyBytesMaxOf({ limits }: Served): number {
  return limits?.bodyBytesMax ?? Number.POSITIVE_INFINITY
}

function http1Options(limits: ListenLimits | undefined) {
  const headMs = limits?.headMs ?? headMsDefault
  return {
    maxHeaderSize: headBytesMax,
    keepAliveTimeout: idleMs,
    headersTimeout: headMs,
    // The limit is found at a sweep, so it may be passed by a tenth.
    connectionsCheckingInterval: Math.ceil(headMs / 10),
    // Uploads may take as long as they need. Source: APIM limits, classic tiers.
    requestTimeout: 0,
    noDelay: true,
    // A request without a body has no stream to wait for.
    optimizeEmptyRequests: true,
    // Answered by the gateway itself, with a record in its ledger.
    requireHostHeader: false,
    shouldUpgradeCallback: isWebSocket,
  }
}

/** Other protocols that a client would like better are not taken up; the request is served as it is. */
function isWebSocket({ headers, method }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'
}

type AnyResponse = ServerResponse | Http2ServerResponse

/** What a server does with what it hears; the same in the clear and over TLS. */
function newWiring(
  { handle, metrics, traceDesk, departure }: Served,
  arrivalOf: (message: NodeMessage) => Arrival,
) {
  const upgraded = new Set<Duplex>()

  function onRequest(message: NodeMessage, response: AnyResponse): void {
    if (departure.isLeaving) endConnectionAfter(message, response)
    if (message.url === statusPath) answerStatus(response, departure.isLeaving)
    else if (message.url === metricsPath) void answerMetrics(metrics, response)
    else if (traceDesk !== undefined && isOfTraces(message.url)) {
      answerWithTrace(traceDesk, message, response)
    } else handle(message, answerOf(response), arrivalOf(message))
  }

  function onUpgrade(message: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (isBusy(socket)) return
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
    const answer = new UpgradeAnswer(message, socket, head)
    handle(message, answer, { ...arrivalOf(message), upgrade: 'websocket' })
  }

  function onConnect(message: NodeMessage, to: Duplex | Http2ServerResponse, head: Buffer): void {
    if (to instanceof Duplex && isBusy(to)) return
    const answer =
      message instanceof IncomingMessage && to instanceof Duplex
        ? new UpgradeAnswer(message, to, head)
        : to instanceof Http2ServerResponse && new Http2Answer(to)
    if (answer) handle(message, answer, { ...arrivalOf(message), refused: methodRefused })
  }

  function wire(server: Server): void {
    server.on('checkExpectation', (message: NodeMessage, response: AnyResponse) => {
      const refused = expectationFailed
      handle(message, answerOf(response), { ...arrivalOf(message), refused })
    })
    server.on('upgrade', onUpgrade)
    server.on('connect', onConnect)
    server.on('clientError', answerClientError)
  }

  return { onRequest, wire, upgraded }
}

function isOfTraces(url: string | undefined): boolean {
  return url?.startsWith(tracePath) === true
}

/** Whether the gateway answers it without its revision. */
function isOfTheGateway(url: string, traceDesk: TraceDesk | undefined): boolean {
  return url === statusPath || url === metricsPath || (traceDesk !== undefined && isOfTraces(url))
}

/**
 * A request to leave HTTP right behind another, whose answer is not out: it is not heard, for its
 * answer would come first. The connection ends with the answer before it.
 */
function isBusy(socket: Duplex): boolean {
  const before = responseUnderWay(socket)
  if (before === undefined) return false
  before.once('close', () => socket.destroy())
  // Node no longer listens to a connection that is to leave HTTP: a reset would end the process.
  socket.on('error', () => undefined)
  return true
}

function answerOf(response: AnyResponse) {
  return response instanceof ServerResponse ? response : new Http2Answer(response)
}

/** The client opens its next connection elsewhere; what is under way on this one still ends. */
function endConnectionAfter(message: NodeMessage, response: AnyResponse): void {
  if (response instanceof ServerResponse) response.shouldKeepAlive = false
  else if (message instanceof Http2ServerRequest) message.stream.session?.close()
}

function answerStatus(response: AnyResponse, isLeaving: boolean): void {
  if (isLeaving) response.statusCode = 503
  answerText(response, 'text/plain', isLeaving ? 'Service Draining' : 'Service Operational')
}

async function answerMetrics(metrics: Metrics, response: AnyResponse): Promise<void> {
  answerText(response, metrics.contentType, await metrics.text())
}

function answerWithTrace(
  desk: TraceDesk,
  { method, url = '', headers }: NodeMessage,
  response: AnyResponse,
): void {
  const token = headers['apim-debug-authorization']
  const { status, json } = answerTrace(desk, { method, url, token })
  response.statusCode = status
  answerText(response, 'application/json', json)
}

function answerText(response: AnyResponse, contentType: string, text: string): void {
  response.setHeader('Content-Type', contentType)
  response.end(text)
}
