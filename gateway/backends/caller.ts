import type { RevisionContent } from '../../ledger/revision.ts'
import type { Clock } from '../clock.ts'
import { buffered, discard, emptyBody } from '../pipeline/body.ts'
import type { Body, Exchange, GatewayResponse } from '../pipeline/exchange.ts'
import { Attempt, type AttemptResult } from './attempt.ts'
import { baseUrlOf } from './base-url.ts'
import type { BackendAnswer, BackendCaller, BackendFailure, ForwardOptions } from './call.ts'
import type { BackendPools } from './pools.ts'
import { headersOf, pathOf } from './request-head.ts'
import { sendAlone } from './send-alone.ts'
import { compileTargets, type Destination } from './target.ts'

export type CallerOptions = {
  readonly content: RevisionContent
  readonly pools: BackendPools
  readonly clock: Clock
}

// The service passes responses on in pieces of this size unless told otherwise, so smaller ones
// wait for their end. Source: APIM, forward-request policy, buffer-response.
const wholeBytesMax = 8 * 1024
const redirectsMax = 10
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'])
const redirects = new Set([301, 302, 303, 307, 308])

type Connections = Pick<CallerOptions, 'pools' | 'clock'>

/** Calls the backends of one configuration. */
export function compileBackends({ content, pools, clock }: CallerOptions): BackendCaller {
  const targets = compileTargets(content)
  return {
    hasEntity: targets.has,
    send: (request) => sendAlone({ pools, clock }, request),
    async forward(exchange, options) {
      const destination = targets.destinationOf(exchange.backend)
      if (typeof destination === 'string') return unreachable(destination)
      const { method, body } = exchange.request
      const call: Call = { method, path: pathOf(exchange.request, destination), body }
      const result = await sendFollowing({ pools, clock }, exchange, { destination, call }, options)
      if (result.kind === 'failure') return result
      exchange.backendStatus = result.response.status
      return exchange.needsResponseBody ? wholeAnswer(exchange, result.response) : result
    },
  }
}

async function sendFollowing(
  connections: Connections,
  exchange: Exchange,
  first: Hop,
  options: ForwardOptions,
): Promise<BackendAnswer | BackendFailure> {
  let hop = first
  for (let count = 0; ; count += 1) {
    const result = await sendTwiceIfStale(connections, exchange, hop, options)
    if (result.kind === 'failure' || !options.followRedirects || count === redirectsMax) {
      return result
    }
    const next = redirectOf(result.response, hop)
    if (next === undefined) return result
    discard(result.response.body)
    hop = next
  }
}

/** A socket that had died unnoticed is no failure of the backend, if it is safe to ask again. */
async function sendTwiceIfStale(
  connections: Connections,
  exchange: Exchange,
  hop: Hop,
  options: ForwardOptions,
): Promise<AttemptResult> {
  const result = await send(connections, exchange, hop, options)
  if (result.kind === 'answer' || !result.isStaleSocket) return result
  if (!idempotent.has(hop.call.method) || hop.call.body.kind === 'stream') return result
  exchange.trace('forward-request', 'the kept connection was closed meanwhile; sent once more')
  return send(connections, exchange, hop, options)
}

function send(
  { pools, clock }: Connections,
  exchange: Exchange,
  { destination, call: { method, path, body } }: Hop,
  { timeoutMs, bufferResponse }: ForwardOptions,
): Promise<AttemptResult> {
  const pool = pools.poolOf(destination.base)
  const refused = refusalOf(pool === undefined, destination, body)
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
  pool.dispatch({ method, path, headers, body: payloadOf(body) }, attempt)
  return attempt.result
}

function refusalOf(isOutside: boolean, { base }: Destination, body: Body): string | undefined {
  if (isOutside) return `no host ${base.hostname} is part of this world`
  if (body.kind !== 'stream' || !body.stream.readableDidRead) return undefined
  return 'the request body was sent before and is not buffered'
}

type Call = { readonly method: string; readonly path: string; readonly body: Body }
type Hop = { readonly destination: Destination; readonly call: Call }

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
  { destination: { base, credentials }, call: { method, body } }: Hop,
): Hop | undefined {
  const location = headers.first('location')
  if (!redirects.has(status) || location === undefined) return undefined
  const url = URL.parse(location, `${base.scheme}//${base.host}${base.path}/`)
  const target = url === null ? undefined : baseUrlOf(url.origin)
  if (url === null || target === undefined) return undefined
  const becomesGet = status === 303 || (status < 303 && method === 'POST')
  if (!becomesGet && body.kind === 'stream') return undefined
  const isElsewhere = target.host !== base.host
  return {
    // Credentials are for the backend they were given for, and no other.
    destination: { base: target, credentials: isElsewhere ? undefined : credentials, isElsewhere },
    call: {
      method: becomesGet ? 'GET' : method,
      path: url.pathname + url.search,
      body: becomesGet ? emptyBody : body,
    },
  }
}
