import type { BackendTarget, Body, Exchange, GatewayResponse } from '../pipeline/exchange.ts'
import type { HeaderList } from '../pipeline/headers.ts'
import type { HttpProxy } from './proxy.ts'
import type { ShownCertificate } from './shown-certificate.ts'

/** Why a backend gave no response. Reasons are APIM's, but for those of open circuits. */
export type BackendFailure = {
  readonly kind: 'failure'
  readonly reason:
    | 'BackendConnectionFailure'
    | 'Timeout'
    | 'ClientConnectionFailure'
    // No name is documented for these two.
    | 'CircuitBreakerOpen'
    | 'BackendPoolUnavailable'
    // Found on the way to the backend.
    | 'RequestBodyTooLarge'
  readonly message: string
  /** Of an open circuit: it was not called, and may be after this time. */
  readonly retryAfterMs?: number
}

export type BackendAnswer = { readonly kind: 'answer'; readonly response: GatewayResponse }

/** Source: APIM, forward-request policy, http-version. */
export type HttpVersion = '1' | '2or1' | '2'

export type ForwardOptions = {
  /** Absent: 1, and 2 for gRPC. */
  readonly httpVersion?: HttpVersion | undefined
  /** Until status and headers have arrived; connecting has a limit of its own. */
  readonly timeoutMs: number
  readonly followRedirects: boolean
  /** False: pass on every piece as it comes, however small. */
  readonly bufferResponse: boolean
}

/** A request that a policy makes, beside the exchange's own. */
export type SideRequest = {
  /** Absolute. */
  readonly url: string
  readonly method: string
  readonly headers: HeaderList
  readonly body: Body
  /** Shown to a host that asks for one. */
  readonly certificate?: ShownCertificate | undefined
  readonly proxy?: HttpProxy | undefined
  /** Until the whole response has arrived. */
  readonly timeoutMs: number
  /** Calls it off; absent when nothing does. */
  readonly signal?: AbortSignal
}

/** A request that a policy makes to a backend entity, whose credentials are added to its headers. */
export type EntityRequest = Omit<SideRequest, 'url'> & {
  /** Behind the entity's own path, perhaps with a query; empty for its URL as it stands. */
  readonly path: string
}

/** Calls the backends of one instance: each through the world's links. */
export type BackendCaller = {
  /** Sends the exchange's request to its backend. */
  forward(exchange: Exchange, options: ForwardOptions): Promise<BackendAnswer | BackendFailure>
  /** Sends a request of a policy to any host of this world; the response comes whole. */
  send(request: SideRequest): Promise<BackendAnswer | BackendFailure>
  /** The same to a backend entity of the configuration. */
  sendTo(backendId: string, request: EntityRequest): Promise<BackendAnswer | BackendFailure>
  /** Whether `set-backend-service` may name this entity. */
  hasEntity(backendId: string): boolean
}

/** What a URL string of a backend says, taken apart once. */
export type BaseUrl = {
  /** `https:` or `http:`. */
  readonly scheme: string
  /** Host name without port. */
  readonly hostname: string
  readonly port: number
  /** As it stands in a Host header. */
  readonly host: string
  /** Without a `/` at its end; may be empty. */
  readonly path: string
  /** Without `?`. */
  readonly query: string
}

export type { BackendTarget }
