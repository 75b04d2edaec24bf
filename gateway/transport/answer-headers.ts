import type { GatewayResponse } from '../pipeline/exchange.ts'

/** Turning a body of more than this into text costs more than it saves. */
export const onePieceBytesMax = 4 * 1_024

/** They are of the connection, which the gateway sees to itself. Source: RFC 9110, section 7.6.1. */
const ofConnection = new Set(['transfer-encoding', 'connection', 'keep-alive'])

/** Whether the answer ends with its head. Source: RFC 9110, section 6.4.1. */
export function isWithoutBody(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 304
}

/** Tells each header that goes out over HTTP/1.1, the length of a body that is there whole as the last. */
export function tellHeaders(
  { headers, body }: GatewayResponse,
  isBodiless: boolean,
  tell: (name: string, lower: string, value: string) => void,
): void {
  // Policies may have changed the body; only of a stream or a HEAD is the length still its own.
  const ownsLength = body.kind !== 'stream' && !isBodiless
  headers.forEach((name, lower, values) => {
    if (ofConnection.has(lower)) return
    if (ownsLength && lower === 'content-length') return
    for (const value of values) tell(name, lower, value)
  })
  if (!ownsLength) return
  tell('Content-Length', 'content-length', String(body.kind === 'bytes' ? body.bytes.length : 0))
}
