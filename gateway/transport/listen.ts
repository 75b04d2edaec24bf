import type { Server } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { Endpoint, ListenLimits } from '../../ledger/launch/gateway.ts'
import type { TlsSettings } from '../../ledger/launch/tls.ts'
import { portInUse } from '../errors.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { TraceDesk } from '../trace/trace-desk.ts'
import { type HttpServer, plainServer, tlsServer } from './http-servers.ts'
import type { Arrival, ClientMessage } from './read-request.ts'
import type { ClientAnswer } from './send.ts'

export type Listener = AsyncDisposable & {
  readonly port: number
  /** Open connections of clients, load balancers and whoever asks. */
  connections(): Promise<number>
  /**
   * Still serves, but says that it will go: its status is 503, so that a load balancer sends no
   * new connection, and every answer ends its connection, so that clients open theirs elsewhere.
   */
  leave(): void
  /** Takes no new connections and waits for requests under way, at most this long. */
  drain(waitMs: number): Promise<void>
}

export type ListenOptions = {
  readonly at: Endpoint
  /** Absent: plain HTTP/1.1. */
  readonly tls?: TlsSettings | undefined
  readonly limits?: ListenLimits | undefined
  readonly handle: (message: ClientMessage, answer: ClientAnswer, arrival: Arrival) => void
  readonly metrics: Metrics
  /** Where traces are fetched from; absent: none are made. */
  readonly traceDesk?: TraceDesk | undefined
  /** Of the `Date` of answers. */
  readonly unixMs: () => number
  readonly after: (delayMs: number, call: () => void) => () => void
}

/**
 * Serves HTTP at an endpoint; port 0 takes any free one. Throws a GatedrillError for a port in use
 * and for TLS settings that cannot be used.
 */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { at, tls, after } = options
  const departure = { isLeaving: false }
  const served = { ...options, departure }
  const http = tls === undefined ? plainServer(served) : tlsServer(served, tls)
  const { server } = http
  const port = await open(server, at)
  return {
    port,
    connections: () => connectionsOf(server),
    leave() {
      departure.isLeaving = true
    },
    drain(waitMs) {
      departure.isLeaving = true
      return drain(http, waitMs, after)
    },
    async [Symbol.asyncDispose]() {
      http.closeAll()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

function open(server: Server, { host, port }: Endpoint): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const isInUse = 'code' in error && error.code === 'EADDRINUSE'
      reject(isInUse ? portInUse(host, port) : error)
    })
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
  })
}

// How soon a connection that has become idle is seen.
const sweepMs = 50

async function drain(
  { server, closeAll, closeIdle }: HttpServer,
  waitMs: number,
  after: ListenOptions['after'],
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const cancel = after(waitMs, closeAll)
  let cancelSweep = () => {}
  const sweep = () => {
    closeIdle()
    cancelSweep = after(sweepMs, sweep)
  }
  sweep()
  await closed
  // Sockets say that they have closed only after their server has: their requests are written then.
  for (let turn = 0; turn < 2; turn += 1) await setImmediate()
  cancelSweep()
  cancel()
}
