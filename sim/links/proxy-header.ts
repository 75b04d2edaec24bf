import type { Socket } from 'node:net'

/** The longest header of version 1, with its line end. Source: HAProxy, PROXY protocol, 2.1. */
export const proxyHeaderBytesMax = 107

/**
 * The first line of a connection whose far end must know its client: behind a proxy it would see
 * the proxy's port. Source: HAProxy, PROXY protocol version 1.
 */
export function proxyHeaderOf(client: Socket): string {
  const { remoteAddress = '0.0.0.0', localAddress = '0.0.0.0' } = client
  const { remotePort = 0, localPort = 0 } = client
  return `PROXY TCP4 ${remoteAddress} ${localAddress} ${remotePort} ${localPort}\r\n`
}

/** What stands behind the header, and the client's port; undefined until the header is whole. */
export function parseProxyHeader(
  bytes: Buffer,
): { readonly clientPort: number; readonly rest: Buffer } | undefined {
  const end = bytes.indexOf('\r\n')
  if (end < 0) return undefined
  const match = /^PROXY TCP4 \S+ \S+ (\d{1,5}) \d{1,5}$/.exec(bytes.toString('latin1', 0, end))
  if (match === null) return { clientPort: 0, rest: bytes }
  return { clientPort: Number(match[1]), rest: bytes.subarray(end + 2) }
}
