import type { Server } from 'node:http'
import { Socket } from 'node:net'
import { answerClientError } from './client-error.ts'
import { type Ground, PlainConnection } from './plain-connection.ts'

export type PlainConnectionsOptions = Pick<
  Ground,
  'unixMs' | 'departure' | 'isServed' | 'handle'
> & {
  /** How long a connection may be idle between requests. */
  readonly idleMs: number
  /** How long a new one may say nothing. */
  readonly headMs: number
  readonly sweepEveryMs: number
}

export type PlainConnections = {
  /** Those that have answered and have nothing under way. */
  closeIdle(): void
  closeAll(): void
}

/**
 * Takes the connections of a server before the server itself does, which then gets those that say
 * what is not plain.
 */
export function plainConnections(
  server: Server,
  options: PlainConnectionsOptions,
): PlainConnections {
  const open = new Set<PlainConnection>()
  const byNode = server.listeners('connection')
  server.removeAllListeners('connection')
  const ground: Ground = {
    ...options,
    keptForS: Math.floor(options.idleMs / 1_000),
    handOver(socket) {
      for (const listener of byNode) Reflect.apply(listener, server, [socket])
    },
    gone: (connection) => open.delete(connection),
  }
  server.on('connection', (socket: unknown) => {
    if (socket instanceof Socket) open.add(new PlainConnection(socket, ground))
  })
  server.on('listening', () => {
    const sweeping = setInterval(() => sweep(open, options), options.sweepEveryMs)
    sweeping.unref()
    server.once('close', () => clearInterval(sweeping))
  })
  return {
    closeIdle() {
      for (const connection of open) if (connection.isIdle) connection.destroy()
    },
    closeAll() {
      for (const connection of open) connection.destroy()
    },
  }
}

/** Counted in sweeps, since reading the clock for each request costs more than it is worth. */
function sweep(
  open: ReadonlySet<PlainConnection>,
  { idleMs, headMs, sweepEveryMs }: PlainConnectionsOptions,
): void {
  for (const connection of open) {
    const quietMs = connection.swept() * sweepEveryMs
    if (connection.hasServed) {
      if (quietMs >= idleMs) connection.destroy()
    } else if (quietMs >= headMs) answerClientError(tooLate(), connection.socket)
  }
}

function tooLate(): Error {
  return Object.assign(new Error('nothing was said in time'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
}
