import { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import type { GatewayResponse } from '../pipeline/exchange.ts'

/** Turning more than this into text costs more than it saves. */
const onePieceBytesMax = 4 * 1_024

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
  const isBodiless = method === 'HEAD' || status === 204 || status === 304
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

function headersOf({ headers, body }: GatewayResponse, isBodiless: boolean): string[] {
  const named: string[] = []
  headers.forEach((name, lower, values) => {
    if (lower === 'transfer-encoding' || lower === 'connection') return
    // Policies may have changed the body; only of a stream or a HEAD is the length still its own.
    if (lower === 'content-length' && body.kind !== 'stream' && !isBodiless) return
    for (const value of values) named.push(name, value)
  })
  if (isBodiless || body.kind === 'stream') return named
  named.push('Content-Length', String(body.kind === 'bytes' ? body.bytes.length : 0))
  return named
}

/** What was not read of a refused request must not be taken for the next one. */
export function closeAfter(to: ClientAnswer): void {
  if (to instanceof ServerResponse) to.shouldKeepAlive = false
  else to.lastOfConnection?.()
}
