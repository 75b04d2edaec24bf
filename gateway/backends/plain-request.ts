import type { Dispatcher } from 'undici'
import { type AnswerHead, headerOf } from '../../wire/answer-head.ts'
import type { Asker, Channel } from '../../wire/channel.ts'
import type { WireRequest } from '../../wire/request-text.ts'
import type { SocketAware } from './counting-client.ts'

type Handler = Dispatcher.DispatchHandler | SocketAware

/** Who lends a request its channel, and gets it back. */
export type Lender = { giveBack(request: PlainRequest, channel: Channel): void }

/** One request on a channel, told of to a handler as undici would tell it. */
export class PlainRequest implements Asker, Dispatcher.DispatchController {
  readonly request: WireRequest
  readonly #handler: Handler
  readonly #lender: Lender
  #channel: Channel | undefined
  #aborted: Error | undefined
  #head: AnswerHead | undefined
  #isSent = false
  #isOver = false
  #isPaused = false

  constructor(request: WireRequest, handler: Handler, lender: Lender) {
    this.request = request
    this.#handler = handler
    this.#lender = lender
  }

  get aborted(): boolean {
    return this.#aborted !== undefined
  }

  get paused(): boolean {
    return this.#isPaused
  }

  get reason(): Error | null {
    return this.#aborted ?? null
  }

  get rawHeaders(): string[] {
    return this.#head?.headers ?? []
  }

  /** How long the other side keeps an idle connection, as it says; undefined when it does not. */
  get keptForMs(): number | undefined {
    const hint = this.#head && headerOf(this.#head.headers, 'keep-alive')
    const seconds = hint === undefined ? undefined : /\btimeout=(\d{1,6})\b/i.exec(hint)?.[1]
    return seconds === undefined ? undefined : Number(seconds) * 1_000
  }

  /**
   * Sends itself on the channel, as its last if it `closes`. False when nothing was sent, for it was
   * given up before or is no HTTP: the channel is then as good as before, and was never lent.
   */
  begin(channel: Channel, closes: boolean): boolean {
    this.#channel = channel
    if ('isSocketReused' in this.#handler) {
      const isReused = channel.requests > 0
      this.#handler.isSocketReused = () => isReused
    }
    this.#handler.onRequestStart?.(this, undefined)
    if (this.#isOver) return false
    try {
      channel.ask(this.request, closes, this)
      this.#isSent = true
    } catch (error) {
      this.failed(error instanceof Error ? error : new Error(String(error)))
    }
    return this.#isSent
  }

  abort(reason: Error): void {
    if (this.#isOver) return
    this.#aborted = reason
    this.#isOver = true
    // Closed before it is given back, or the next request would get this one's answer.
    if (this.#isSent) this.#channel?.close()
    this.#release()
    this.#handler.onResponseError?.(this, reason)
  }

  pause(): void {
    if (this.#isOver) return
    this.#isPaused = true
    this.#channel?.pause()
  }

  resume(): void {
    if (this.#isOver || !this.#isPaused) return
    this.#isPaused = false
    this.#channel?.resume()
  }

  head(head: AnswerHead): void {
    this.#head = head
    this.#handler.onResponseStarted?.()
    this.#handler.onResponseStart?.(this, head.status, {}, head.reason)
  }

  data(piece: Buffer): void {
    this.#handler.onResponseData?.(this, copyOf(piece))
  }

  ended(): void {
    if (this.#isOver) return
    this.#release()
    this.#handler.onResponseEnd?.(this, {})
  }

  failed(error: Error): void {
    if (this.#isOver) return
    this.#release()
    this.#handler.onResponseError?.(this, error)
  }

  #release(): void {
    this.#isOver = true
    if (this.#isSent && this.#channel !== undefined) this.#lender.giveBack(this, this.#channel)
  }
}

/**
 * Memory of its own. Small buffers are else cut from slabs that only a collection of everything
 * frees: with some 80 bytes a request that was most of what grew under load.
 */
function copyOf(piece: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(piece.length)
  piece.copy(copy)
  return copy
}
