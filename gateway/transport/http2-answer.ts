import { constants, type Http2ServerResponse } from 'node:http2'
import { pipeline } from 'node:stream'
import type { GatewayResponse } from '../pipeline/exchange.ts'
import type { HeaderList } from '../pipeline/headers.ts'
import type { OwnAnswer } from './send.ts'

// They belong to a connection of HTTP/1.1. Source: RFC 9113, section 8.2.2.
const connectionHeaders = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
])

/** The answer of one HTTP/2 stream, as an instance sees the answer of an HTTP/1.1 request. */
export class Http2Answer implements OwnAnswer {
  readonly #response: Http2ServerResponse

  constructor(response: Http2ServerResponse) {
    this.#response = response
  }

  get headersSent(): boolean {
    return this.#response.headersSent
  }

  /** True when the client has the whole answer. */
  get writableFinished(): boolean {
    const { stream } = this.#response
    return stream.writableFinished && stream.rstCode === constants.NGHTTP2_NO_ERROR
  }

  get closed(): boolean {
    return this.#response.stream.closed || this.#response.stream.destroyed
  }

  once(event: 'close', call: () => void): this {
    this.#response.stream.once(event, call)
    return this
  }

  destroy(): void {
    this.#response.stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  }

  send({ status, headers, body, trailers }: GatewayResponse, method: string): void {
    const isBodiless = method === 'HEAD' || status === 204 || status === 304
    const response = this.#response
    for (const [name, values] of headers.entries()) {
      const lower = name.toLowerCase()
      if (connectionHeaders.has(lower)) continue
      if (lower === 'content-length' && body.kind !== 'stream' && !isBodiless) continue
      response.setHeader(lower, values.length === 1 ? (values[0] ?? '') : [...values])
    }
    if (body.kind === 'bytes' && !isBodiless) {
      response.setHeader('content-length', String(body.bytes.length))
    }
    response.writeHead(status)
    if (body.kind === 'stream' && isBodiless) body.stream.destroy()
    if (body.kind === 'stream' && !isBodiless) {
      if (trailers !== undefined) body.stream.once('end', () => this.#trail(trailers()))
      // A backend that breaks off must look broken to the client: the stream is reset.
      pipeline(body.stream, response, (error) => {
        if (error) this.destroy()
      })
      return
    }
    if (trailers !== undefined) this.#trail(trailers())
    if (body.kind === 'bytes' && !isBodiless) response.end(body.bytes)
    else response.end()
  }

  #trail(trailers: HeaderList | undefined): void {
    for (const [name, values] of trailers?.entries() ?? []) {
      const value = values.length === 1 ? (values[0] ?? '') : [...values]
      this.#response.addTrailers({ [name.toLowerCase()]: value })
    }
  }
}
