import { connect as connectSocket, type Socket } from 'node:net'
import { Client, type Dispatcher } from 'undici'
import type { ClockUs } from '../../../ledger/clock.ts'
import type { Endpoint } from '../../../ledger/launch/gateway.ts'
import type { Way } from '../../populations/way.ts'

/** Longer than any drill: only the other side or an error closes a connection of ours. */
const keepAliveMs = 86_400_000

export type ConnectionOptions = {
  readonly way: Way
  readonly connectTimeoutMs: number
  /** False: it is closed after each request. */
  readonly keepAlive: boolean
  /** When clients leave a connection by themselves; absent: never. */
  readonly wear?: Wear | undefined
}

export type Wear = {
  readonly maxRequests: number
  /** Drawn anew for each connection that is opened: of many at once, few are left at once. */
  maxAgeUs(): number
  readonly clock: ClockUs
}

/**
 * One connection of one user, opened with its first request and again after it was lost. At most
 * one request is on it at a time: a second one behind a slow first would measure the queue.
 */
export class Connection {
  readonly #client: Client
  readonly #options: ConnectionOptions
  #socket: Socket | undefined
  #leadsTo: Endpoint | undefined
  #requestsOnSocket = 0
  #leaveAtUs = Number.POSITIVE_INFINITY

  constructor(options: ConnectionOptions) {
    this.#options = options
    // The name is nobody's: every request brings its own, and `connect` knows the way.
    this.#client = new Client('http://gateway.invalid', {
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      // Every request has its own deadline, from its intended start.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (_options, callback) => {
        this.#connect().then(
          (socket) => callback(null, socket),
          (error) => callback(error, null),
        )
      },
    })
  }

  /** Whether it is closed after each request. */
  get resets(): boolean {
    return !this.#options.keepAlive
  }

  /** Its clients are sent elsewhere by now. */
  get isStale(): boolean {
    const { target } = this.#options.way
    return this.#leadsTo !== undefined && target !== undefined && target !== this.#leadsTo
  }

  /** It has carried enough, or stood long enough. */
  get isWorn(): boolean {
    const { wear } = this.#options
    if (wear === undefined || this.#leadsTo === undefined) return false
    return this.#requestsOnSocket >= wear.maxRequests || wear.clock() >= this.#leaveAtUs
  }

  /** Closes it, while no request is on it; the next request opens it anew. */
  leave(): void {
    this.#leadsTo = undefined
    this.#socket?.destroy()
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

  async #connect(): Promise<Socket> {
    const { way, connectTimeoutMs, wear } = this.#options
    const target = await way.ask()
    const socket = await openedSocket(target, connectTimeoutMs)
    this.#socket = socket
    this.#leadsTo = target
    this.#requestsOnSocket = 0
    if (wear !== undefined) this.#leaveAtUs = wear.clock() + wear.maxAgeUs()
    return socket
  }
}

function openedSocket({ host, port }: Endpoint, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host, port, noDelay: true })
    const timer = setTimeout(
      () => socket.destroy(new ConnectTimeout(`no connection within ${timeoutMs} ms`)),
      timeoutMs,
    )
    const onError = (error: Error) => {
      clearTimeout(timer)
      reject(error)
    }
    socket.once('error', onError)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', onError)
      resolve(socket)
    })
  })
}

/** The other side did not take the connection in time: nothing was sent. */
export class ConnectTimeout extends Error {
  readonly code = 'GATEDRILL_CONNECT_TIMEOUT'
}
