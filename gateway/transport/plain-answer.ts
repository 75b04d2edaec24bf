import { pipeline, Writable } from 'node:stream'
import { dateLineOf, headerLineOf, statusLineOf } from '../../wire/response-text.ts'
import { discard } from '../pipeline/body.ts'
import type { GatewayResponse } from '../pipeline/exchange.ts'
import { isWithoutBody, onePieceBytesMax, tellHeaders } from './answer-headers.ts'
import type { OwnAnswer } from './send.ts'

/** The connection that an answer goes out on. */
export type Carrier = {
  /** True when it has all gone out; else the call comes once it has. */
  write(pieces: readonly (string | Buffer)[], flushed: () => void): boolean
  /** The answer is out, or never will be. */
  answered(closes: boolean): void
  readonly keptForS: number
  unixMs(): number
  destroy(): void
}

/** The answer to a request that has come whole, on a connection of HTTP/1.1. */
export class PlainAnswer implements OwnAnswer {
  readonly #carrier: Carrier
  #closes: boolean
  #headersSent = false
  #isOut = false
  #isClosed = false
  #onClose: (() => void) | undefined
  /** What a body is streamed into. */
  #sink: Writable | undefined

  /** `closes`: it is the last of its connection. */
  constructor(carrier: Carrier, closes: boolean) {
    this.#carrier = carrier
    this.#closes = closes
  }

  get headersSent(): boolean {
    return this.#headersSent
  }

  get writableFinished(): boolean {
    return this.#isOut
  }

  get closed(): boolean {
    return this.#isClosed
  }

  once(_event: 'close', call: () => void): void {
    const before = this.#onClose
    this.#onClose =
      before === undefined
        ? call
        : () => {
            before()
            call()
          }
  }

  destroy(): void {
    if (!this.#isClosed) this.#carrier.destroy()
  }

  lastOfConnection(): void {
    this.#closes = true
  }

  /** The connection is gone: what is not out never will be. */
  lost(): void {
    this.#sink?.destroy()
    this.#close()
  }

  send(response: GatewayResponse, method: string): void {
    const { status, body } = response
    const isBodiless = isWithoutBody(method, status)
    const isStreamed = body.kind === 'stream' && !isBodiless
    if (this.#isClosed || !isStreamed) {
      discard(body)
      if (this.#isClosed) return
    }
    const isChunked = isStreamed && !response.headers.has('content-length')
    const head = this.#headOf(response, isBodiless, isChunked)
    this.#headersSent = true
    if (isStreamed) {
      this.#carrier.write([head], () => undefined)
      this.#stream(body.stream, isChunked)
    } else if (body.kind !== 'bytes' || isBodiless) this.#end([head])
    else if (body.bytes.length > onePieceBytesMax) this.#end([head, body.bytes])
    // Writing two pieces costs a tenth of a request.
    else this.#end([head + body.bytes.toString('latin1')])
  }

  #headOf(response: GatewayResponse, isBodiless: boolean, isChunked: boolean): string {
    let text = statusLineOf(response.status, response.reason)
    let isDated = false
    tellHeaders(response, isBodiless, (name, lower, value) => {
      if (lower === 'date') isDated = true
      text += headerLineOf(name, value)
    })
    if (isChunked) text += 'Transfer-Encoding: chunked\r\n'
    if (!isDated) text += dateLineOf(this.#carrier.unixMs())
    return this.#closes
      ? `${text}Connection: close\r\n\r\n`
      : `${text}Connection: keep-alive\r\nKeep-Alive: timeout=${this.#carrier.keptForS}\r\n\r\n`
  }

  #stream(from: NodeJS.ReadableStream, isChunked: boolean): void {
    const carrier = this.#carrier
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        const flushed = () => done()
        const pieces = isChunked ? [`${chunk.length.toString(16)}\r\n`, chunk, '\r\n'] : [chunk]
        if (carrier.write(pieces, flushed)) done()
      },
    })
    this.#sink = sink
    pipeline(from, sink, (error) => {
      // A backend that breaks off must look broken to the client.
      if (error) this.destroy()
      else this.#end(isChunked ? ['0\r\n\r\n'] : [])
    })
  }

  #end(pieces: readonly (string | Buffer)[]): void {
    const out = () => {
      if (this.#isClosed) return
      this.#isOut = true
      this.#close()
      this.#carrier.answered(this.#closes)
    }
    if (this.#carrier.write(pieces, out)) out()
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#onClose?.()
  }
}
