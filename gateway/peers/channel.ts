import type { Socket } from 'node:net'
import type { ClockUs } from '../../ledger/clock.ts'
import { encodeFrame, FrameError, FrameReader } from './frames.ts'
import { type Message, messageSchema } from './messages.ts'

/** Room for the largest response that may be cached (2 MiB) and what is said about it. */
const frameBytesMax = 4 * 1024 * 1024

export type ChannelEvents = {
  /** What it throws closes the channel, as what is no message does. */
  heard(message: Message, tail: Buffer): void
  /** Called once, however it ended. */
  closed(): void
  /** What `heard` threw. */
  defect(error: unknown): void
}

/** Messages over one connection. Nothing is kept for a peer that does not read. */
export class Channel {
  readonly #socket: Socket
  readonly #nowUs: ClockUs
  #isClogged = false
  #heardAtUs: number

  constructor(socket: Socket, nowUs: ClockUs, events: ChannelEvents) {
    this.#socket = socket
    this.#nowUs = nowUs
    this.#heardAtUs = nowUs()
    socket.setNoDelay(true)
    const reader = new FrameReader(frameBytesMax)
    socket.on('data', (chunk: Buffer) => this.#read(reader, chunk, events))
    socket.on('drain', () => {
      this.#isClogged = false
    })
    // The close that follows says all there is to do.
    socket.on('error', () => undefined)
    socket.once('close', () => events.closed())
  }

  /** For how long nothing has come. */
  get silentMs(): number {
    return (this.#nowUs() - this.#heardAtUs) / 1_000
  }

  /**
   * False when the peer does not take what was sent before, or this is too long for a frame:
   * then it is not sent, and not kept.
   */
  send(message: Message, tail?: Buffer): boolean {
    if (this.#isClogged || !this.#socket.writable) return false
    const frame = encodeFrame(message, tail)
    if (frame.length > frameBytesMax) return false
    this.#write(frame)
    return true
  }

  /** For what must not be left out and is owed at most once: taken even when clogged. */
  insist(message: Message): void {
    if (this.#socket.writable) this.#write(encodeFrame(message))
  }

  /** At once: peers tell their own end from a broken connection by nothing. */
  close(): void {
    this.#socket.destroy()
  }

  #write(frame: Buffer): void {
    if (!this.#socket.write(frame)) this.#isClogged = true
  }

  #read(reader: FrameReader, chunk: Buffer, events: ChannelEvents): void {
    this.#heardAtUs = this.#nowUs()
    try {
      for (const { head, tail } of reader.read(chunk)) {
        const message = messageSchema.safeParse(head)
        if (message.success) events.heard(message.data, tail)
        else this.close()
        if (this.#socket.destroyed) return
      }
    } catch (error) {
      this.close()
      if (!(error instanceof FrameError)) events.defect(error)
    }
  }
}
