import type { Api, RevisionContent } from '../../ledger/revision.ts'
import type { Clock } from '../clock.ts'
import { buffered, discard, emptyBody } from '../pipeline/body.ts'
import type { Body, Exchange, GatewayResponse } from '../pipeline/exchange.ts'
import type { LoggedRequest } from '../telemetry/logged-request.ts'
import { Attempt, type AttemptResult } from './attempt.ts'
import { baseUrlOf } from './base-url.ts'
import type {
  BackendAnswer,
  BackendCaller,
  BackendFailure,
  BaseUrl,
  ForwardOptions,
} from './call.ts'
import { type Circuits, circuitsFor } from './circuits.ts'
import type { Destination, Unavailable } from './destination.ts'
import type { BackendPools, Speech } from './pools.ts'
import { headersOf, pathOf } from './request-head.ts'
import { sendAlone } from './send-alone.ts'
import { sendToEntity } from './send-to-entity.ts'
import { compileTargets } from './target.ts'

export type CallerOptions = {
  readonly content: RevisionContent
  readonly pools: BackendPools
  readonly clock: Clock
  /** Kept over revisions; absent: all are new, and closed. */
  readonly circuits?: Circuits
}

// The service passes responses on in pieces of this size unless told otherwise, so smaller ones
// wait for their end. Source: APIM, forward-request policy, buffer-response.
const wholeBytesMax = 8 * 1024
const redirectsMax = 10
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'])
const redirects = new Set([301, 302, 303, 307, 308])

const faultsOfClients = new Set<string>(['ClientConnectionFailure', 'RequestBodyTooLarge'])

type Connections = Pick<CallerOptions, 'pools' | 'clock'>

/** Calls the backends of one configuration. */
export function compileBackends(options: CallerOptions): BackendCaller {
  const { content, pools, clock, circuits = newCircuits(content, clock) } = options
  const targets = compileTargets(content, circuits)
  return {
    hasEntity: targets.has,
    send: (request) => sendAlone({ pools, clock }, request),
    sendTo: (id, request) => sendToEntity({ pools, clock }, targets, id, request),
    forward(exchange, options) {
      const { method, body, headers } = exchange.request
      const destination = targets.destinationOf(exchange.backend, headers)
      if (typeof destination === 'string') return Promise.resolve(unreachable(destination))
      if ('openForMs' in destination) return Promise.resolve(unavailable(destination))
      if (exchange.backend?.kind === 'entity') {
        exchange.trace('forward-request', `calls backend ${destination.backendId}`)
      }
      const path = pathOf(exchange.request, destination)
      return sendHop(
        { destination, call: { method, path, body } },
        { pools, clock, exchange, options },
      )
    },
  }
}

type Sending = Connections & { readonly exchange: Exchange; readonly options: ForwardOptions }
type Forwarded = BackendAnswer | BackendFailure

/** Nearly every call ends with its first answer; each promise on that way would only cost. */
function sendHop(hop: Hop, sending: Sending): Promise<Forwarded> {
  return send(hop, sending).then((result) => {
    if (isWorthAnotherTry(result, hop)) return sendAgain(hop, sending)
    tellCircuit(sending.exchange, hop.destination, result)
    return sending.options.followRedirects
      ? follow(result, hop, sending)
      : forwarded(result, hop, sending)
  })
}

/** A socket that had died unnoticed is no failure of the backend, if it is safe to ask again. */
function isWorthAnotherTry(result: AttemptResult, { call }: Hop): boolean {
  if (result.kind === 'answer' || !result.isStaleSocket) return false
  return idempotent.has(call.method) && call.body.kind !== 'stream'
}

async function sendAgain(hop: Hop, sending: Sending): Promise<Forwarded> {
  const { exchange, options } = sending
  exchange.trace('forward-request', 'the kept connection was closed meanwhile; sent once more')
  const result = await send(hop, sending)
  tellCircuit(exchange, hop.destination, result)
  return options.followRedirects ? follow(result, hop, sending) : forwarded(result, hop, sending)
}

async function follow(
  firstResult: AttemptResult,
  firstHop: Hop,
  sending: Sending,
): Promise<Forwarded> {
  let [result, hop] = [firstResult, firstHop]
  for (let count = 0; count < redirectsMax && result.kind === 'answer'; count += 1) {
    const next = redirectOf(result.response, hop)
    if (next === undefined) break
    discard(result.response.body)
    hop = next
    result = await send(hop, sending)
    if (isWorthAnotherTry(result, hop)) result = await send(hop, sending)
    tellCircuit(sending.exchange, hop.destination, result)
  }
  return forwarded(result, firstHop, sending)
}

function forwarded(
  result: AttemptResult,
  { destination: { setCookie } }: Hop,
  { exchange }: Sending,
): Forwarded | Promise<Forwarded> {
  if (result.kind === 'failure') return result
  const { response } = result
  exchange.backendStatus = response.status
  if (setCookie !== undefined) response.headers.append('Set-Cookie', setCookie)
  return exchange.needsResponseBody ? wholeAnswer(exchange, response) : result
}

/** Who leaves, or sends too much, says nothing about the backend. */
function tellCircuit(
  exchange: Exchange,
  { circuit, backendId }: Destination,
  result: AttemptResult,
): void {
  if (circuit === undefined) return
  if (result.kind === 'answer') {
    const { status, headers } = result.response
    circuit.ended({ status, retryAfter: headers.first('retry-after') })
  } else if (!faultsOfClients.has(result.reason)) {
    circuit.ended({ failure: result.reason })
  }
  const openForMs = circuit.openForMs()
  if (openForMs > 0) {
    exchange.trace('forward-request', `backend ${backendId} is not called for ${openForMs} ms`)
  }
}

function send(
  { destination, call: { method, path, body } }: Hop,
  { pools, clock, exchange, options }: Sending,
): Promise<AttemptResult> {
  const { timeoutMs, bufferResponse } = options
  const type = exchange.api?.type
  const speech = speechOf(type, options, destination, exchange)
  const pool = pools.wireTo(destination.base, speech)
  const first = speech?.proxy?.base ?? destination.base
  const refused = refusalOf(pool === undefined, first, body)
  if (pool === undefined || refused !== undefined) {
    return Promise.resolve({ ...unreachable(refused ?? ''), isStaleSocket: false })
  }
  exchange.backendAttempts += 1
  const startedAtUs = clock.nowUs()
  const attempt = new Attempt({
    clock,
    timeoutMs,
    callOff: exchange.departure,
    wholeBytesMax: bufferResponse ? wholeBytesMax : 0,
    ended: () => {
      exchange.backendUs += clock.nowUs() - startedAtUs
    },
  })
  const headers = headersOf(exchange, destination)
  // Trailers are how a backend of gRPC ends a call. Source: gRPC over HTTP2.
  if (type === 'grpc') headers.push('TE', 'trailers')
  const upgrade = upgradeOf(type, exchange)
  const { log } = exchange
  const { scheme, host } = destination.base
  const sent = log?.called(method, `${scheme}//${host}${path}`, headers, body) ?? body
  if (upgrade === undefined) {
    pool.dispatch({ method, path, headers, body: payloadOf(sent) }, attempt)
  } else pool.dispatch({ method, path, headers, upgrade }, attempt)
  return log === undefined ? attempt.result : attempt.result.then((result) => logged(log, result))
}

function logged(log: LoggedRequest, result: AttemptResult): AttemptResult {
  if (result.kind === 'answer') log.callAnswered(result.response)
  return result
}

/** Nothing is said of the usual way, which most requests go. */
function speechOf(
  type: Api['type'],
  { httpVersion }: ForwardOptions,
  { tls, isElsewhere, proxy: ownProxy }: Destination,
  exchange: Exchange,
): Speech | undefined {
  const { backendCertificate, proxy = ownProxy } = exchange
  // A redirect to another host must not be shown who the gateway is.
  const certificate = isElsewhere === true ? undefined : backendCertificate
  const isUsual = tls === undefined && certificate === undefined && proxy === undefined
  const isUpgrade = upgradeOf(type, exchange) !== undefined
  if (httpVersion === undefined && type !== 'grpc' && !isUpgrade && isUsual) return undefined
  if (isUpgrade) return { httpVersion: '1', tls, certificate, proxy }
  return { httpVersion: httpVersion ?? (type === 'grpc' ? '2' : '1'), tls, certificate, proxy }
}

/** Subscriptions of GraphQL are WebSockets too. Source: APIM, graphql-apis-overview. */
function upgradeOf(type: Api['type'], { request }: Exchange): 'websocket' | undefined {
  return type === 'websocket' || type === 'graphql' ? request.upgrade : undefined
}

function refusalOf(isOutside: boolean, { hostname }: BaseUrl, body: Body): string | undefined {
  if (isOutside) return `no host ${hostname} is part of this world`
  if (body.kind !== 'stream' || !body.stream.readableDidRead) return undefined
  return 'the request body was sent before and is not buffered'
}

type Call = { readonly method: string; readonly path: string; readonly body: Body }
type Hop = { readonly destination: Destination; readonly call: Call }

/** Source of the texts: Microsoft's samples look for them in the reason phrase. */
function unavailable({ backendId, kind, openForMs }: Unavailable): BackendFailure {
  const isPool = kind === 'pool'
  return {
    kind: 'failure',
    reason: isPool ? 'BackendPoolUnavailable' : 'CircuitBreakerOpen',
    message: `Backend ${isPool ? 'pool ' : ''}'${backendId}' is temporarily unavailable`,
    retryAfterMs: openForMs,
  }
}

function newCircuits({ backends }: RevisionContent, clock: Clock): Circuits {
  return circuitsFor(backends, new Map(), clock, () => undefined)
}

function unreachable(message: string): BackendFailure {
  return { kind: 'failure', reason: 'BackendConnectionFailure', message }
}

async function wholeAnswer(
  exchange: Exchange,
  response: GatewayResponse,
): Promise<BackendAnswer | BackendFailure> {
  try {
    response.body = await buffered(response.body)
    return { kind: 'answer', response }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (!exchange.departure.aborted) return unreachable(message)
    return { kind: 'failure', reason: 'ClientConnectionFailure', message }
  }
}

function payloadOf(body: Body) {
  if (body.kind === 'bytes') return body.bytes
  return body.kind === 'stream' ? body.stream : null
}

/** Where a redirect leads; a body that is gone cannot be sent there. */
function redirectOf(
  { status, headers }: GatewayResponse,
  { destination, call: { method, body } }: Hop,
): Hop | undefined {
  const { base, credentials, circuit, backendId } = destination
  const location = headers.first('location')
  if (!redirects.has(status) || location === undefined) return undefined
  const url = URL.parse(location, `${base.scheme}//${base.host}${base.path}/`)
  const target = url === null ? undefined : baseUrlOf(url.origin)
  if (url === null || target === undefined) return undefined
  const becomesGet = status === 303 || (status < 303 && method === 'POST')
  if (!becomesGet && body.kind === 'stream') return undefined
  const isElsewhere = target.host !== base.host
  return {
    // Credentials and circuit are of the backend they were made for, and no other.
    destination: isElsewhere
      ? { base: target, credentials: undefined, isElsewhere }
      : { base: target, credentials, ...(backendId === undefined ? {} : { backendId, circuit }) },
    call: {
      method: becomesGet ? 'GET' : method,
      path: url.pathname + url.search,
      body: becomesGet ? emptyBody : body,
    },
  }
}
