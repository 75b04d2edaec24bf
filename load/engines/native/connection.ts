import { connect as connectSocket, type Socket } from 'node:net'
import { Client, type Dispatcher } from 'undici'
import type { Endpoint } from '../../../ledger/launch/gateway.ts'

/** Longer than any drill: only the other side or an error closes a connection of ours. */
const keepAliveMs = 86_400_000

export type ConnectionOptions = {
  readonly target: Endpoint
  readonly connectTimeoutMs: number
}

/**
 * One connection of one user, opened with its first request and again after it was lost. At most
 * one request is on it at a time: a second one behind a slow first would measure the queue.
 */
export class Connection {
  readonly #client: Client
  #socket: Socket | undefined
  #requestsOnSocket = 0

  constructor({ target, connectTimeoutMs }: ConnectionOptions) {
    this.#client = new Client(`http://${target.host}:${target.port}`, {
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      // Every request has its own deadline, from its intended start.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (_options, callback) => {
        const socket = connectSocket({ host: target.host, port: target.port, noDelay: true })
        const timer = setTimeout(
          () => socket.destroy(new ConnectTimeout(`no connection within ${connectTimeoutMs} ms`)),
          connectTimeoutMs,
        )
        const onError = (error: Error) => {
          clearTimeout(timer)
          callback(error, null)
        }
        socket.once('error', onError)
        socket.once('connect', () => {
          clearTimeout(timer)
          socket.off('error', onError)
          this.#socket = socket
          this.#requestsOnSocket = 0
          callback(null, socket)
        })
      },
    })
  }

  /** Hands the request over; the handler hears of it as undici says. */
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#client.dispatch(options, handler)
  }

  /** Called when a request begins on the socket; says which one carries it. */
  beginRequest(): { readonly port: number; readonly isReused: boolean } {
    this.#requestsOnSocket += 1
    return { port: this.#socket?.localPort ?? 0, isReused: this.#requestsOnSocket > 1 }
  }

  async close(): Promise<void> {
    await this.#client.destroy()
  }
}

/** The other side did not take the connection in time: nothing was sent. */
export class ConnectTimeout extends Error {
  readonly code = 'GATEDRILL_CONNECT_TIMEOUT'
}
