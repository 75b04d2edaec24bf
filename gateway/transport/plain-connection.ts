import type { Socket } from 'node:net'
import { plainHeadOf } from '../../wire/request-head.ts'
import { type Carrier, PlainAnswer } from './plain-answer.ts'
import { PlainMessage } from './plain-message.ts'

/** What the connections of one server share. */
export type Ground = {
  readonly keptForS: number
  readonly unixMs: () => number
  /** Whether the server is on its way out. */
  readonly departure: { readonly isLeaving: boolean }
  /** Whether a request is answered here; else its connection is handed over. */
  readonly isServed: (url: string) => boolean
  readonly handle: (message: PlainMessage, answer: PlainAnswer) => void
  /** Serves the connection, with what it has said in its buffer, from now on. */
  readonly handOver: (socket: Socket) => void
  readonly gone: (connection: PlainConnection) => void
}

const headEnd = Buffer.from('\r\n\r\n')
const lineEndBytes = 2
/** So much may wait behind a request that is being answered. */
const heldBytesMax = 64 * 1_024

/**
 * A connection in the clear as long as its requests are plain and come whole: nearly all are, and a
 * server that is made for everything takes twice the processor time for one. With the first that is
 * not, the connection is Node's own server's, and stays so.
 */
export class PlainConnection implements Carrier {
  readonly keptForS: number
  readonly #socket: Socket
  readonly #ground: Ground
  #answer: PlainAnswer | undefined
  /** What came behind a request that is being answered. */
  #held: Buffer | undefined
  #isTaking = false
  /** It is closed, ends, or is another's. */
  #isOver = false
  #hasServed = false
  #idleSweeps = 0

  constructor(socket: Socket, ground: Ground) {
    this.keptForS = ground.keptForS
    this.#socket = socket
    this.#ground = ground
    socket.on('data', this.#onData)
    socket.on('end', this.#onEnd)
    socket.on('close', this.#onClose)
    socket.on('error', this.#onError)
  }

  /** Whether it has answered, and nothing is under way. */
  get isIdle(): boolean {
    return this.#hasServed && this.#answer === undefined
  }

  get hasServed(): boolean {
    return this.#hasServed
  }

  get socket(): Socket {
    return this.#socket
  }

  /** How many sweeps in a row, this one included, found nothing under way. */
  swept(): number {
    if (this.#answer === undefined) this.#idleSweeps += 1
    return this.#idleSweeps
  }

  destroy(): void {
    this.#socket.destroy()
  }

  unixMs(): number {
    return this.#ground.unixMs()
  }

  write(pieces: readonly (string | Buffer)[], flushed: () => void): boolean {
    const socket = this.#socket
    if (pieces.length > 1) socket.cork()
    for (const piece of pieces) {
      if (typeof piece === 'string') socket.write(piece, 'latin1')
      else socket.write(piece)
    }
    if (pieces.length > 1) socket.uncork()
    // What failed has no length either; the end of the connection is about to be told.
    if (socket.destroyed || socket.errored !== null) return false
    if (socket.writableLength === 0) return true
    // Behind all that has not gone out; a connection that breaks says so by its end.
    socket.write('', (error) => {
      if (!error) flushed()
    })
    return false
  }

  answered(closes: boolean): void {
    this.#answer = undefined
    this.#hasServed = true
    if (closes) {
      this.#isOver = true
      this.#socket.destroySoon()
      return
    }
    const held = this.#held
    if (this.#isTaking || held === undefined) return
    this.#held = undefined
    this.#socket.resume()
    this.#take(held)
  }

  readonly #onData = (bytes: Buffer): void => {
    if (this.#isOver) return
    if (this.#answer === undefined) {
      this.#idleSweeps = 0
      this.#take(bytes)
    } else this.#hold(bytes)
  }

  /** A client that says no more waits no more. */
  readonly #onEnd = (): void => {
    this.#socket.destroy()
  }

  readonly #onClose = (): void => {
    const answer = this.#answer
    this.#isOver = true
    this.#answer = undefined
    this.#held = undefined
    this.#ground.gone(this)
    answer?.lost()
  }

  readonly #onError = (): void => undefined

  /** Serves as many requests as are there, one after the other. */
  #take(bytes: Buffer): void {
    this.#isTaking = true
    let rest = bytes
    while (rest.length > 0 && !this.#isOver) {
      const next = this.#serve(rest)
      if (next === undefined) return
      rest = rest.subarray(next)
      if (this.#answer !== undefined) break
    }
    this.#isTaking = false
    if (rest.length > 0 && this.#answer !== undefined) this.#hold(rest)
  }

  /** Gives where the next request begins; undefined when the connection was handed over. */
  #serve(bytes: Buffer): number | undefined {
    const { departure, isServed, handle } = this.#ground
    const end = bytes.indexOf(headEnd)
    const head = end < 0 ? undefined : plainHeadOf(bytes, 0, end + lineEndBytes)
    const bodyAt = end + headEnd.length
    const bodyEnd = bodyAt + (head?.bodyBytes ?? 0)
    if (
      head === undefined ||
      bodyEnd > bytes.length ||
      departure.isLeaving ||
      !isServed(head.target)
    ) {
      this.#handOver(bytes)
      return undefined
    }
    const body = head.bodyBytes === 0 ? undefined : bytes.subarray(bodyAt, bodyEnd)
    const answer = new PlainAnswer(this, head.closes)
    this.#answer = answer
    handle(new PlainMessage(head, body, this.#socket), answer)
    return bodyEnd
  }

  #hold(bytes: Buffer): void {
    const held = this.#held
    this.#held = held === undefined ? bytes : Buffer.concat([held, bytes])
    if (this.#held.length > heldBytesMax) this.#socket.pause()
  }

  #handOver(bytes: Buffer): void {
    const socket = this.#socket
    this.#leave()
    // Or what is put back would not be told to whoever listens next.
    socket.pause()
    socket.unshift(bytes)
    this.#ground.handOver(socket)
    socket.resume()
  }

  #leave(): void {
    const socket = this.#socket
    this.#isOver = true
    socket.off('data', this.#onData)
    socket.off('end', this.#onEnd)
    socket.off('close', this.#onClose)
    socket.off('error', this.#onError)
    this.#ground.gone(this)
  }
}
