import type { IncomingHttpHeaders } from 'node:http'
import { type Duplex, Readable } from 'node:stream'
import { type Dispatcher, errors } from 'undici'
import type { Clock } from '../clock.ts'
import { BodyTooLarge, emptyBody } from '../pipeline/body.ts'
import type { CallOff } from '../pipeline/departure.ts'
import type { GatewayResponse } from '../pipeline/exchange.ts'
import { HeaderList } from '../pipeline/headers.ts'
import type { BackendFailure } from './call.ts'
import { connectionMessageOf, connectionTroubleOf } from './connection-error.ts'
import type { SocketAware } from './counting-client.ts'
import { headerTextOf } from './header-text.ts'
import { isHopByHop } from './request-head.ts'

export type AttemptOptions = {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly callOff: CallOff
  /** Responses up to this size are handed over whole; 0 for none. */
  readonly wholeBytesMax: number
  /** Called once, when the last byte has come or will never come. */
  readonly ended: () => void
}

export type AttemptResult =
  | { readonly kind: 'answer'; readonly response: GatewayResponse }
  | (BackendFailure & {
      /** The socket had died in idleness: the backend has not answered, and may not have heard. */
      readonly isStaleSocket: boolean
    })

const timeoutMessage = 'Request to the backend service timed out'

/** One request on one connection, from its dispatch to the end of the response. */
export class Attempt implements SocketAware {
  isSocketReused: (() => boolean) | undefined
  readonly result: Promise<AttemptResult>
  readonly #options: AttemptOptions
  #settle: (result: AttemptResult) => void = () => undefined
  #controller: Dispatcher.DispatchController | undefined
  #cancelTimeout: () => void = () => undefined
  #failure: BackendFailure | undefined
  #wasReused = false
  #hasAnswerBegun = false
  #response: GatewayResponse | undefined
  #chunks: Buffer[] | undefined
  #stream: Readable | undefined
  #trailers: HeaderList | undefined

  constructor(options: AttemptOptions) {
    this.#options = options
    this.result = new Promise((resolve) => {
      this.#settle = resolve
    })
    options.callOff.addEventListener('abort', this.#abandon)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#options.callOff.aborted) {
      this.#abandon()
      return
    }
    this.#wasReused = this.isSocketReused?.() ?? false
    this.#cancelTimeout = this.#options.clock.after(this.#options.timeoutMs, () => {
      this.#abort({ kind: 'failure', reason: 'Timeout', message: timeoutMessage })
    })
  }

  onResponseStarted(): void {
    this.#hasAnswerBegun = true
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    parsed: IncomingHttpHeaders,
    reason = '',
  ): void {
    if (status < 200) return
    this.#cancelTimeout()
    const raw = controller.rawHeaders
    const isHttp2 = !Array.isArray(raw)
    const headers = isHttp2 ? headersOf(parsed) : headersFrom(raw)
    const response: GatewayResponse = isHttp2
      ? { status, reason, headers, body: emptyBody, trailers: () => this.#trailers }
      : { status, reason, headers, body: emptyBody }
    this.#response = response
    const length = Number(headers.first('content-length') ?? Number.NaN)
    if (length <= this.#options.wholeBytesMax || status === 204 || status === 304) {
      this.#chunks = []
      return
    }
    this.#stream = this.#streamOf(controller)
    response.body = { kind: 'stream', stream: this.#stream }
    this.#settle({ kind: 'answer', response })
  }

  /** The backend goes on in the other protocol, on the same connection. */
  onRequestUpgrade(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    socket: Duplex,
  ): void {
    this.#end()
    // Until somebody takes it over.
    socket.on('error', () => undefined)
    const headers = headersFrom(controller.rawHeaders)
    const reason = 'Switching Protocols'
    const response = { status, reason, headers, body: emptyBody, upgraded: socket }
    this.#settle({ kind: 'answer', response })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#chunks !== undefined) this.#chunks.push(chunk)
    else if (this.#stream?.push(chunk) === false) controller.pause()
  }

  onResponseEnd(_controller?: unknown, trailers?: IncomingHttpHeaders): void {
    this.#end()
    if (trailers !== undefined && this.#response?.trailers !== undefined) {
      this.#trailers = headersOf(trailers)
    }
    this.#stream?.push(null)
    const response = this.#response
    if (this.#chunks === undefined || response === undefined) return
    const [first, ...others] = this.#chunks
    if (first !== undefined) {
      const bytes = others.length === 0 ? first : Buffer.concat(this.#chunks)
      response.body = { kind: 'bytes', bytes }
    }
    this.#settle({ kind: 'answer', response })
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#end()
    this.#stream?.destroy(error)
    const failure = this.#failure ?? failureOf(error)
    const isStaleSocket = this.#wasReused && !this.#hasAnswerBegun && isSocketError(error)
    this.#settle({ ...failure, isStaleSocket: isStaleSocket && this.#failure === undefined })
  }

  #streamOf(controller: Dispatcher.DispatchController): Readable {
    let hasEnded = false
    const stream = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        if (!hasEnded) controller.abort(error ?? new Error('nobody reads this response'))
        done(error)
      },
    })
    stream.once('end', () => {
      hasEnded = true
    })
    // Whoever sends it on hears of an error too; this only keeps it from ending the process.
    stream.on('error', () => undefined)
    return stream
  }

  readonly #abandon = () => {
    this.#abort({
      kind: 'failure',
      reason: 'ClientConnectionFailure',
      message: 'The operation was canceled.',
    })
  }

  #abort(failure: BackendFailure): void {
    this.#failure ??= failure
    this.#controller?.abort(new Error(failure.message))
    // Still waiting for a connection: there is nothing to abort, but nobody must wait for it.
    if (this.#controller === undefined) this.#settle({ ...failure, isStaleSocket: false })
  }

  #end(): void {
    this.#cancelTimeout()
    this.#options.callOff.removeEventListener('abort', this.#abandon)
    this.#options.ended()
  }
}

function headersFrom(raw: Dispatcher.DispatchController['rawHeaders']): HeaderList {
  const headers = new HeaderList()
  if (!Array.isArray(raw)) return headers
  let connection = ''
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const { text, lower } = headerTextOf(raw[index])
    const given = raw[index + 1]
    const value = typeof given === 'string' ? given : headerTextOf(given).text
    if (lower === 'connection') connection += `,${value}`
    if (!isHopByHop(lower)) headers.appendAs(text, lower, value)
  }
  if (connection !== '' && connection !== ',keep-alive') dropNamed(headers, connection)
  return headers
}

/** What the backend names as meant for its connection. Source: RFC 9110, section 7.6.1. */
function dropNamed(headers: HeaderList, connection: string): void {
  for (const name of connection.split(',')) headers.delete(name.trim())
}

/** Of HTTP/2, which has no spelling to keep and no headers of the connection. */
function headersOf(parsed: IncomingHttpHeaders): HeaderList {
  const headers = new HeaderList()
  for (const [name, value] of Object.entries(parsed)) {
    if (value !== undefined && !name.startsWith(':')) headers.append(name, ...[value].flat())
  }
  return headers
}

function failureOf(error: Error): BackendFailure {
  const isTooLarge = error instanceof BodyTooLarge
  const reason = isTooLarge ? 'RequestBodyTooLarge' : 'BackendConnectionFailure'
  return { kind: 'failure', reason, message: connectionMessageOf(error) }
}

function isSocketError(error: Error): boolean {
  return error instanceof errors.SocketError || connectionTroubleOf(error) === 'reset'
}
