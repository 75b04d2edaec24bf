import type { Diagnostic } from '../../ledger/entities.ts'
import type { Body, GatewayResponse } from '../pipeline/exchange.ts'
import type { HeaderList } from '../pipeline/headers.ts'
import { captured, newCapture } from './captured-body.ts'

export type Severity = Diagnostic['verbosity']

/** A line that a `trace` policy wrote. */
export type TraceRecord = {
  readonly severity: Severity
  readonly source: string
  readonly message: string
  readonly metadata: Readonly<Record<string, string>>
}

type Named = readonly (readonly [name: string, value: string])[]

/** What is kept of a message until the request ends. */
export class KeptMessage {
  headers: Named = []
  readonly body = newCapture()
}

/** A call of the backend; of several attempts the last. */
export type KeptCall = {
  readonly method: string
  readonly url: string
  readonly request: KeptMessage
  response: KeptMessage | undefined
}

/** How much to keep of each message: what any of the diagnostics of a request asks for. */
export type Wants = {
  /** Lower case. */
  readonly headers: ReadonlySet<string>
  readonly bodyBytes: number
}

export type WantsOfAll = {
  readonly [Message in
    | 'frontendRequest'
    | 'frontendResponse'
    | 'backendRequest'
    | 'backendResponse']: Wants
}

/** Those that log a request in any case, and those that do only if it fails. */
export type Logging = {
  readonly sampled: readonly Diagnostic[]
  readonly onError: readonly Diagnostic[]
}

/** What one request leaves for its log; made only when some diagnostic may want it. */
export class LoggedRequest {
  readonly diagnostics: Logging
  readonly request = new KeptMessage()
  readonly response = new KeptMessage()
  readonly traces: TraceRecord[] = []
  call: KeptCall | undefined
  readonly #wants: WantsOfAll

  constructor(diagnostics: Logging, wants: WantsOfAll) {
    this.diagnostics = diagnostics
    this.#wants = wants
  }

  arrived(headers: HeaderList, body: Body): Body {
    return keep(this.request, this.#wants.frontendRequest, headers, body)
  }

  answered(response: GatewayResponse): void {
    const { frontendResponse } = this.#wants
    response.body = keep(this.response, frontendResponse, response.headers, response.body)
  }

  /** Headers in a row: name, value, name, value, ... */
  called(method: string, url: string, headers: readonly string[], body: Body): Body {
    const request = new KeptMessage()
    const { headers: names, bodyBytes } = this.#wants.backendRequest
    const all = headers.flatMap(
      (name, index): Named => (index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : []),
    )
    request.headers = all.filter(([name]) => names.has(name.toLowerCase()))
    this.call = { method, url, request, response: undefined }
    return bodyBytes === 0 ? body : captured(body, bodyBytes, request.body)
  }

  callAnswered(response: GatewayResponse): void {
    if (this.call === undefined) return
    const kept = new KeptMessage()
    this.call.response = kept
    response.body = keep(kept, this.#wants.backendResponse, response.headers, response.body)
  }
}

function keep(kept: KeptMessage, wants: Wants, headers: HeaderList, body: Body): Body {
  kept.headers = [...wants.headers].flatMap((name): Named => {
    const values = headers.get(name)
    return values === undefined ? [] : [[name, values.join(', ')]]
  })
  return wants.bodyBytes === 0 ? body : captured(body, wants.bodyBytes, kept.body)
}
