import { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import type { GatewayResponse } from '../pipeline/exchange.ts'
import { isWithoutBody, onePieceBytesMax, tellHeaders } from './answer-headers.ts'

/** Where an answer goes that Node does not write: a plain one, a stream of HTTP/2, an upgraded connection. */
export type OwnAnswer = {
  readonly headersSent: boolean
  /** True when the client has the whole answer. */
  readonly writableFinished: boolean
  readonly closed: boolean
  once(event: 'close', call: () => void): unknown
  destroy(): unknown
  /** No other request is to come on its connection; absent where connections are not of HTTP/1.1. */
  lastOfConnection?(): void
  send(response: GatewayResponse, method: string): void
}

export type ClientAnswer = ServerResponse | OwnAnswer

/** Writes a response; the caller hears of its end from the `close` event. */
export function send(response: GatewayResponse, to: ClientAnswer, method: string): void {
  if (!(to instanceof ServerResponse)) {
    to.send(response, method)
    return
  }
  const { status, reason, body } = response
  const isBodiless = isWithoutBody(method, status)
  to.writeHead(status, reason, headersOf(response, isBodiless))
  if (isBodiless || body.kind === 'empty') {
    to.end()
    if (body.kind === 'stream') body.stream.destroy()
    return
  }
  if (body.kind === 'bytes') {
    // With its head in one piece: writing two pieces costs a tenth of a request.
    if (body.bytes.length <= onePieceBytesMax) to.end(body.bytes.toString('latin1'), 'latin1')
    else to.end(body.bytes)
    return
  }
  // A backend that breaks off must look broken to the client: the connection is closed too.
  pipeline(body.stream, to, () => undefined)
}

function headersOf(response: GatewayResponse, isBodiless: boolean): string[] {
  const named: string[] = []
  tellHeaders(response, isBodiless, (name, _lower, value) => named.push(name, value))
  return named
}

/** What was not read of a refused request must not be taken for the next one. */
export function closeAfter(to: ClientAnswer): void {
  if (to instanceof ServerResponse) to.shouldKeepAlive = false
  else to.lastOfConnection?.()
}
