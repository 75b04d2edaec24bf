import type { Exchange, GatewayResponse } from '../pipeline/exchange.ts'

/** Why a backend gave no response. Reasons are APIM's. */
export type BackendFailure = {
  readonly kind: 'failure'
  readonly reason: 'BackendConnectionFailure' | 'Timeout' | 'ClientConnectionFailure'
  readonly message: string
}

export type BackendAnswer = { readonly kind: 'answer'; readonly response: GatewayResponse }

export type ForwardOptions = {
  /** Until status and headers have arrived. */
  readonly timeoutMs: number
  readonly followRedirects: boolean
  readonly bufferResponse: boolean
}

/** Calls the backends of one instance: one undici pool per backend, through the world's links. */
export type BackendCaller = {
  /** Sends the exchange's request to its backend. */
  forward(exchange: Exchange, options: ForwardOptions): Promise<BackendAnswer | BackendFailure>
  /** Fetches a document (OpenID configuration, keys); rejects on any failure. */
  fetchJson(url: string, timeoutMs: number): Promise<unknown>
}
