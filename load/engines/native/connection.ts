import type { ClockUs } from '../../../ledger/clock.ts'
import type { Endpoint } from '../../../ledger/launch/gateway.ts'
import type { AnswerHead } from '../../../wire/answer-head.ts'
import { Channel } from '../../../wire/channel.ts'
import type { WireRequest } from '../../../wire/request-text.ts'
import type { Way } from '../../populations/way.ts'

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

/** Whoever sends a request, and is told what comes of it: perhaps begun, then ended or failed, once. */
export type Sender = {
  /** The connection stands; whether the request is still to be sent, which is done next. */
  begun(): boolean
  /** Something of the answer has come; what it is is told next. */
  received(): void
  head(head: AnswerHead): void
  /** A piece of the body, only valid while it is told. */
  data(piece: Buffer): void
  /** The answer is whole, and the connection free. */
  ended(): void
  /** There will be no (more) answer, and the connection is free. Without `begun` before, nothing was sent. */
  failed(error: Error): void
}

/**
 * One connection of one user, opened with its first request and again after it was lost. At most
 * one request is on it at a time: a second one behind a slow first would measure the queue.
 */
export class Connection {
  readonly #options: ConnectionOptions
  #channel: Channel | undefined
  #leadsTo: Endpoint | undefined
  #leaveAtUs = Number.POSITIVE_INFINITY
  #isClosed = false

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
    if (wear === undefined || this.#channel === undefined) return false
    return this.#channel.requests >= wear.maxRequests || wear.clock() >= this.#leaveAtUs
  }

  /** Local port of the socket; 0 when there is none. */
  get port(): number {
    return this.#channel?.port ?? 0
  }

  /** Its socket has carried a request. */
  get isUsed(): boolean {
    return this.#channel !== undefined && this.#channel.requests > 0
  }

  /** Sends the request, over a new socket when there is none that stands. */
  send(request: WireRequest, sender: Sender): void {
    if (this.#channel?.isOpen === true) this.#begin(request, sender)
    else {
      this.#open().then(
        () => this.#begin(request, sender),
        (error: Error) => sender.failed(error),
      )
    }
  }

  /** Gives up the request on it, and with it the socket. */
  abort(): void {
    this.#channel?.close()
  }

  pause(): void {
    this.#channel?.pause()
  }

  resume(): void {
    this.#channel?.resume()
  }

  /** Closes it, while no request is on it; the next request opens it anew. */
  leave(): void {
    const channel = this.#channel
    this.#channel = undefined
    this.#leadsTo = undefined
    channel?.close()
  }

  close(): void {
    this.#isClosed = true
    this.leave()
  }

  async #open(): Promise<void> {
    const { way, connectTimeoutMs, wear } = this.#options
    const target = await way.ask()
    const channel = await Channel.open({ ...target, connectTimeoutMs })
    this.#channel = channel
    this.#leadsTo = target
    if (wear !== undefined) this.#leaveAtUs = wear.clock() + wear.maxAgeUs()
    if (this.#isClosed) this.leave()
  }

  #begin(request: WireRequest, sender: Sender): void {
    try {
      if (!sender.begun()) return
      this.#channel?.ask(request, !this.#options.keepAlive, sender)
    } catch (error) {
      sender.failed(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
