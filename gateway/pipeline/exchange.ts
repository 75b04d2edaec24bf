import type { X509Certificate } from 'node:crypto'
import type { Duplex, Readable } from 'node:stream'
import type { Layer } from '../../ledger/records.ts'
import type { Api, Operation, Product, Subscription } from '../../ledger/revision.ts'
import type { HttpProxy } from '../backends/proxy.ts'
import type { ShownCertificate } from '../backends/shown-certificate.ts'
import type { Plan } from '../policy/compile.ts'
import type { Stop } from '../policy/define-policy.ts'
import type { Value } from '../policy/expressions/value.ts'
import type { LoggedRequest } from '../telemetry/logged-request.ts'
import type { Recorder } from '../trace/recorder.ts'
import type { CallOff } from './departure.ts'
import type { HeaderList } from './headers.ts'

/** A body: nothing, buffered bytes, or a stream that may be read once. */
export type Body =
  | { readonly kind: 'empty' }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'stream'; readonly stream: Readable }

export type UrlParts = {
  scheme: string
  host: string
  port: number
  /**
   * Begins with `/`, still percent-encoded. Of a request that goes to a backend it is the part
   * behind the API's path, which the backend's base URL is put before.
   */
  path: string
  /** In order of appearance, decoded. */
  query: Map<string, string[]>
  /** The query as it was sent, without `?`; undefined once a policy has changed it. */
  rawQuery?: string | undefined
}

export type GatewayRequest = {
  method: string
  url: UrlParts
  /** As the client sent it; policies never change it. */
  readonly originalUrl: Readonly<UrlParts>
  readonly headers: HeaderList
  readonly matchedParameters: ReadonlyMap<string, string>
  readonly ipAddress: string
  /** What the client showed in the TLS handshake; absent when it was not asked, or had none. */
  readonly clientCertificate?: X509Certificate | undefined
  /** An authority that the listener trusts has signed it. */
  readonly isClientCertificateTrusted?: boolean | undefined
  /** The client wants to go on in another protocol, if the API's type is that. */
  readonly upgrade?: 'websocket' | undefined
  body: Body
}

export type GatewayResponse = {
  status: number
  reason: string
  readonly headers: HeaderList
  body: Body
  /** Of status 101: the connection to the backend, in its new protocol. */
  readonly upgraded?: Duplex
  /** Of HTTP/2: what came behind the body; to be asked when the body has ended. */
  readonly trailers?: () => HeaderList | undefined
}

/** APIM's `context.LastError`. Source: api-management-error-handling-policies. */
export type LastError = {
  /** The policy element or built-in step (`configuration`, `authorization`). */
  readonly source: string
  readonly reason: string
  readonly message: string
  /** global, workspace, product, api or operation; empty for built-in steps. */
  readonly scope: string
  /** inbound, backend, outbound or on-error; empty for built-in steps. */
  readonly section: string
  /** Nesting, 1-based: `choose[3]\when[2]`. */
  readonly path: string
  /** The policy's optional `id` attribute. */
  readonly policyId: string
}

/** Who made the response that the client gets; computed where it is made, never from the status. */
export type Attribution = {
  layer: Layer
  policy: string
  scope: string
  section: string
  reason: string
}

export type Deployment = {
  readonly region: string
  readonly serviceName: string
  readonly gatewayId: string
  readonly instanceId: string
}

/**
 * Everything about one request in this instance: the `context` that policies and expressions
 * read and change.
 */
export type Exchange = {
  readonly id: string
  readonly requestId: number
  readonly attempt: number
  readonly receivedAtUs: number
  /** Milliseconds of the run's clock at arrival: the time that limits count by. */
  readonly receivedAtMs: number
  readonly elapsedMs: () => number
  /** Wall-clock time in milliseconds since 1970: what `DateTime.UtcNow` and token expiry read. */
  readonly unixMs: () => number
  /** From 0 to below 1, of a named stream: what `new Random()` in expressions draws from. */
  readonly random: () => number
  readonly request: GatewayRequest
  response: GatewayResponse | undefined
  readonly variables: Map<string, Value>
  /** Absent when the request matches none: only the global `on-error` runs then. */
  readonly api: Api | undefined
  readonly operation: Operation | undefined
  readonly product: Product | undefined
  readonly subscription: Subscription | undefined
  readonly deployment: Deployment
  lastError: LastError | undefined
  readonly attribution: Attribution
  /** What `forward-request` calls: set by `set-backend-service`, else the API's service URL. */
  backend: BackendTarget | undefined
  /** Shown to the backend when it asks for one. */
  backendCertificate?: ShownCertificate
  /** Of a request that a diagnostic logs. */
  log?: LoggedRequest
  /** The backend is called through it. */
  proxy?: HttpProxy
  cache: 'none' | 'hit' | 'miss'
  backendStatus: number
  backendAttempts: number
  backendUs: number
  /** True when a policy of this operation reads the response's body: it is then kept whole. */
  readonly needsResponseBody: boolean
  /** What its operation runs; absent where no policy is run at all. */
  readonly plan?: Plan
  /** True for a CORS preflight, and its like: of all policies only those of `plan.preflight` run. */
  readonly isPreflight: boolean
  /**
   * Called with each response that `forward-request` takes, before any policy sees it: by policies
   * that read what a backend says.
   */
  onAnswer?:
    | ((response: GatewayResponse) => Stop | undefined | Promise<Stop | undefined>)
    | undefined
  /**
   * Run in order when the final response is known, also after an error, just before it is sent:
   * response headers of limits and `cors`, and counting that depends on the response.
   */
  readonly beforeSend: ((response: GatewayResponse) => void)[]
  readonly trace: (source: string, message: string) => void
  /** Writes down what each policy does; only of a request that somebody traces. */
  readonly recorder?: Recorder | undefined
  /** Aborted when the client went away. */
  readonly signal: AbortSignal
  /** The same without making a signal: what the way of every request listens to. */
  readonly departure: CallOff
}

export type BackendTarget =
  | { readonly kind: 'url'; readonly baseUrl: string }
  | { readonly kind: 'entity'; readonly backendId: string }
