import { connect, type Socket } from 'node:net'
import type { AnswerHead } from './answer-head.ts'
import { AnswerReader, type AnswerSink } from './answer-reader.ts'
import { type WireRequest, writeRequest } from './request-text.ts'
import { WireError } from './wire-error.ts'

/** Whoever asked, and is told what comes of it: ended or failed, once. */
export type Asker = {
  /** Bytes have come, or the end that ends an answer; what they say is told next. For who asks when that was. */
  received?(): void
  head(head: AnswerHead): void
  /** A piece of the body, only valid while it is told. */
  data(piece: Buffer): void
  /** The answer is whole, and the channel free if it is still open. */
  ended(): void
  /** There will be no (more) answer. */
  failed(error: Error): void
}

export type ChannelTarget = {
  readonly host: string
  readonly port: number
  readonly connectTimeoutMs: number
}

/**
 * All channels of a process read into the same bytes, for what is read is dealt with at once: what
 * somebody keeps is copied.
 */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * A TCP connection that carries HTTP/1.1, one request at a time. Of its own, since a client that is
 * made for everything takes three times the processor time for a request.
 */
export class Channel implements AnswerSink {
  readonly #reader = new AnswerReader(this)
  #socket: Socket | undefined
  #asker: Asker | undefined
  #closes = false
  #isPaused = false
  /** What came while it was paused. */
  #held: Buffer | undefined
  #requests = 0

  /** Resolves when it stands; rejects with the system's error, or a WireError when that takes too long. */
  static open(target: ChannelTarget): Promise<Channel> {
    const channel = new Channel()
    return channel.#connect(target)
  }

  /** False once either side has closed it. */
  get isOpen(): boolean {
    return this.#socket !== undefined
  }

  /** Local port; 0 when it is closed. */
  get port(): number {
    return this.#socket?.localPort ?? 0
  }

  /** How many requests it was given. */
  get requests(): number {
    return this.#requests
  }

  /**
   * Sends the request on the free, open channel; `closes`: it is its last. A request that is no HTTP
   * throws a WireError, and nothing was sent.
   */
  ask(request: WireRequest, closes: boolean, asker: Asker): void {
    if (this.#socket === undefined) throw new WireError('GATEDRILL_CLOSED', 'the channel is closed')
    writeRequest(this.#socket, request, closes)
    if (this.#isPaused) this.resume()
    this.#requests += 1
    this.#asker = asker
    this.#closes = closes
    this.#reader.begin(request.method)
  }

  /** Closes it. Whoever asked is told that there will be no answer. */
  close(error: Error = new WireError('GATEDRILL_ABORTED', 'whoever asked has gone')): void {
    const asker = this.#asker
    const socket = this.#socket
    this.#asker = undefined
    this.#socket = undefined
    this.#held = undefined
    socket?.destroy()
    asker?.failed(error)
  }

  /** Tells nothing more of the answer, and reads no more of it, until `resume`. */
  pause(): void {
    this.#isPaused = true
    this.#socket?.pause()
  }

  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) this.#take(held)
    if (!this.#isPaused) this.#socket?.resume()
  }

  head(head: AnswerHead): void {
    this.#asker?.head(head)
  }

  data(piece: Buffer): void {
    this.#asker?.data(piece)
  }

  #connect({ host, port, connectTimeoutMs }: ChannelTarget): Promise<Channel> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        host,
        port,
        noDelay: true,
        onread: {
          buffer: readBuffer,
          callback: (length) => {
            this.#take(readBuffer.subarray(0, length))
            return true
          },
        },
      })
      const timer = setTimeout(() => {
        const message = `no connection within ${connectTimeoutMs} ms`
        socket.destroy(new WireError('GATEDRILL_CONNECT_TIMEOUT', message))
      }, connectTimeoutMs)
      socket.once('connect', () => {
        clearTimeout(timer)
        this.#socket = socket
        resolve(this)
      })
      socket.on('error', (error) => {
        clearTimeout(timer)
        // Of a promise that is resolved already this is nothing.
        reject(error)
        if (this.#socket === socket) this.close(error)
      })
      // With its end half the connection is gone, which is all that a channel needs.
      socket.on('end', () => this.#hangUp(socket))
      socket.on('close', () => this.#hangUp(socket))
    })
  }

  /** Bytes of the other side. */
  #take(bytes: Buffer): void {
    if (this.#asker === undefined) {
      this.close()
      return
    }
    if (this.#isPaused) {
      this.#hold(bytes)
      return
    }
    this.#asker.received?.()
    let at = 0
    try {
      while (at < bytes.length && !this.#isPaused && !this.#reader.isDone) {
        at = this.#reader.read(bytes, at)
        // It was closed by who was told.
        if (this.#asker === undefined) return
      }
    } catch (error) {
      this.close(error instanceof Error ? error : new Error(String(error)))
      return
    }
    if (this.#reader.isDone) this.#end(at < bytes.length)
    else if (at < bytes.length) this.#hold(bytes.subarray(at))
  }

  #hold(bytes: Buffer): void {
    this.#held = Buffer.concat([this.#held ?? Buffer.alloc(0), bytes])
  }

  #end(hasMore: boolean): void {
    const asker = this.#asker
    this.#asker = undefined
    // More than the answer: what follows could be taken for another's.
    if (hasMore || this.#closes || this.#reader.closes) this.close()
    asker?.ended()
  }

  #hangUp(socket: Socket): void {
    if (this.#socket !== socket) return
    if (this.#asker !== undefined && this.#reader.end()) {
      this.#asker.received?.()
      this.#end(true)
    } else this.close(new WireError('GATEDRILL_CLOSED', 'the other side closed the connection'))
  }
}
