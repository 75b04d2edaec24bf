import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** The same GET again and again. */
export type Spoken = {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly connections: number
}

export type OpenSockets = {
  readonly sockets: readonly Socket[]
  /** Rejects when a connection breaks off before it is closed here. */
  readonly failed: Promise<never>
  close(): void
}

const endOfHead = Buffer.from('\r\n\r\n')
const lastChunk = Buffer.from('\r\n0\r\n\r\n')
const okStatus = Buffer.from('200')

/**
 * HTTP on bare sockets, for a load that shares its processor with the backend. `answered` is
 * called for each whole response.
 */
export async function openSockets(
  { port, connections }: Spoken,
  answered: (socket: Socket, isOk: boolean) => void,
): Promise<OpenSockets> {
  const failure = Promise.withResolvers<never>()
  // Whoever waits for it hears of it; nobody has to.
  failure.promise.catch(() => undefined)
  let isClosing = false
  const sockets = Array.from({ length: connections }, () => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true })
    socket.on('error', failure.reject)
    socket.on('close', () => {
      if (!isClosing) failure.reject(new Error('a connection was closed'))
    })
    onResponses(socket, (isOk) => answered(socket, isOk))
    return socket
  })
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  return {
    sockets,
    failed: failure.promise,
    close() {
      isClosing = true
      for (const socket of sockets) socket.destroy()
    },
  }
}

export function requestOf({ path, headers }: Pick<Spoken, 'path' | 'headers'>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: gateway.contoso.example\r\n${lines.join('')}\r\n`,
  )
}

/** Calls for each whole response; a body ends by its length, or with the last chunk. */
function onResponses(socket: Socket, whole: (isOk: boolean) => void): void {
  let pending: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    const end = endOfResponse(pending)
    if (end === undefined) return
    const isOk = pending.subarray(9, 12).equals(okStatus)
    pending = pending.subarray(end)
    whole(isOk)
  })
}

function endOfResponse(bytes: Buffer): number | undefined {
  const head = bytes.indexOf(endOfHead)
  if (head < 0) return undefined
  const length = /content-length: *([0-9]+)/i.exec(bytes.toString('latin1', 0, head))?.[1]
  if (length === undefined) {
    const last = bytes.indexOf(lastChunk, head)
    return last < 0 ? undefined : last + lastChunk.length
  }
  const end = head + endOfHead.length + Number(length)
  return bytes.length < end ? undefined : end
}
