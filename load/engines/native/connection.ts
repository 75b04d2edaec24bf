import type { IncomingHttpHeaders } from 'node:http'
import { connect as connectSocket, type Socket } from 'node:net'
import type { ClockUs } from '../../../ledger/clock.ts'
import type { Endpoint } from '../../../ledger/launch/gateway.ts'
import type { Way } from '../../populations/way.ts'
import { AnswerReader, type AnswerSink } from './http1/answer-reader.ts'
import { type WireRequest, writeRequest } from './http1/request-text.ts'
import { WireError } from './http1/wire-error.ts'

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

/** Whoever sent a request, and is told what comes of it: begun, then ended or failed, each once. */
export type Asker = {
  /** The connection stands, and the request is written next, unless it is aborted now. */
  begun(): void
  head(status: number, headers: IncomingHttpHeaders): void
  /** A piece of the body, only valid while it is told. */
  data(piece: Buffer): void
  /** The answer is whole, and the connection free. */
  ended(): void
  /** There will be no (more) answer. Without `begun` before, nothing was sent. */
  failed(error: Error): void
}

type Asked = { readonly request: WireRequest; readonly asker: Asker }

/**
 * All connections of a process read into the same bytes, for what is read is dealt with at once:
 * what somebody keeps is copied.
 */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * One connection of one user, opened with its first request and again after it was lost. At most
 * one request is on it at a time: a second one behind a slow first would measure the queue. Its own
 * HTTP/1.1, since a client made for everything takes most of the generator's processor time.
 */
export class Connection implements AnswerSink {
  readonly #options: ConnectionOptions
  readonly #reader = new AnswerReader(this)
  #socket: Socket | undefined
  #asked: Asked | undefined
  #isWritten = false
  #isPaused = false
  /** What came while it was paused. */
  #held: Buffer | undefined
  #leadsTo: Endpoint | undefined
  #requestsOnSocket = 0
  #leaveAtUs = Number.POSITIVE_INFINITY

  constructor(options: ConnectionOptions) {
    this.#options = options
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

  /** Local port of the socket; 0 when there is none. */
  get port(): number {
    return this.#socket?.localPort ?? 0
  }

  /** The request on it is not the first. */
  get isReused(): boolean {
    return this.#requestsOnSocket > 1
  }

  /** Sends the request, over a new socket when there is none that stands. */
  send(request: WireRequest, asker: Asker): void {
    this.#asked = { request, asker }
    this.#isWritten = false
    if (this.#socket !== undefined) this.#begin()
    else this.#open(this.#asked)
  }

  /** Gives up the request on it, and with it the socket if a byte of it was written. */
  abort(): void {
    this.#fail(new WireError('GATEDRILL_ABORTED', 'whoever asked has gone'))
  }

  /** Tells nothing more of the answer, and reads no more of it, until `resume`. */
  pause(): void {
    this.#isPaused = true
    this.#socket?.pause()
  }

  resume(): void {
    this.#isPaused = false
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) this.#take(held)
    if (!this.#isPaused) this.#socket?.resume()
  }

  /** Closes it; the next request opens it anew. */
  leave(): void {
    const socket = this.#socket
    this.#socket = undefined
    this.#leadsTo = undefined
    this.#held = undefined
    this.#isPaused = false
    socket?.destroy()
  }

  close(): void {
    this.#asked = undefined
    this.leave()
  }

  head(status: number, headers: IncomingHttpHeaders): void {
    this.#asked?.asker.head(status, headers)
  }

  data(piece: Buffer): void {
    this.#asked?.asker.data(piece)
  }

  #open(asked: Asked): void {
    // It may have been closed meanwhile.
    const isWanted = () => this.#asked === asked
    this.#connect().then(
      (socket) => {
        if (!isWanted()) {
          socket.destroy()
          return
        }
        this.#adopt(socket)
        this.#begin()
      },
      (error: Error) => {
        if (isWanted()) this.#fail(error)
      },
    )
  }

  async #connect(): Promise<Socket> {
    const { way, connectTimeoutMs } = this.#options
    const target = await way.ask()
    const socket = await openedSocket(target, connectTimeoutMs, (bytes) => this.#take(bytes))
    this.#leadsTo = target
    return socket
  }

  #adopt(socket: Socket): void {
    const { wear } = this.#options
    this.#socket = socket
    this.#requestsOnSocket = 0
    if (wear !== undefined) this.#leaveAtUs = wear.clock() + wear.maxAgeUs()
    const isOurs = () => this.#socket === socket
    socket.on('error', (error) => {
      if (isOurs()) this.#fail(error)
    })
    socket.on('end', () => {
      if (isOurs()) this.#hangUp()
    })
    socket.on('close', () => {
      if (isOurs()) this.#hangUp()
    })
  }

  #begin(): void {
    const asked = this.#asked
    const socket = this.#socket
    if (asked === undefined || socket === undefined) return
    this.#requestsOnSocket += 1
    this.#reader.begin(asked.request.method)
    asked.asker.begun()
    // It may have been aborted just now.
    if (this.#asked !== asked) return
    try {
      writeRequest(socket, asked.request, !this.#options.keepAlive)
      this.#isWritten = true
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  /** Bytes of the other side. */
  #take(bytes: Buffer): void {
    if (this.#asked === undefined || !this.#isWritten) {
      this.#fail(new WireError('GATEDRILL_CLOSED', 'the other side spoke before it was asked'))
      this.leave()
      return
    }
    let at = 0
    try {
      while (at < bytes.length && !this.#isPaused && !this.#reader.isDone) {
        at = this.#reader.read(bytes, at)
        if (this.#asked === undefined) break
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
      return
    }
    if (this.#asked === undefined) return
    if (this.#reader.isDone) this.#end(at < bytes.length)
    else if (at < bytes.length) this.#held = Buffer.from(bytes.subarray(at))
  }

  #end(hasMore: boolean): void {
    const asked = this.#asked
    this.#asked = undefined
    // More than the answer: what follows could be taken for another's.
    if (hasMore || this.#reader.closes || !this.#options.keepAlive) this.leave()
    asked?.asker.ended()
  }

  /** The other side has closed. */
  #hangUp(): void {
    if (this.#asked !== undefined && this.#isWritten && this.#reader.end()) {
      this.leave()
      this.#end(false)
      return
    }
    this.#fail(new WireError('GATEDRILL_CLOSED', 'the other side closed the connection'))
  }

  #fail(error: Error): void {
    const asked = this.#asked
    this.#asked = undefined
    // Of a request that was not written nothing can come: the socket is as good as before.
    if (asked === undefined || this.#isWritten || this.#socket?.destroyed === true) this.leave()
    asked?.asker.failed(error)
  }
}

function openedSocket(
  { host, port }: Endpoint,
  timeoutMs: number,
  take: (bytes: Buffer) => void,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({
      host,
      port,
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback(length) {
          take(readBuffer.subarray(0, length))
          return true
        },
      },
    })
    const timer = setTimeout(
      () =>
        socket.destroy(
          new WireError('GATEDRILL_CONNECT_TIMEOUT', `no connection within ${timeoutMs} ms`),
        ),
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
