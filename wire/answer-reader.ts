import { type AnswerHead, answerHeadOf } from './answer-head.ts'
import { WireError } from './wire-error.ts'

/** Whoever is told of an answer. Pieces of the body are only valid while it is told of them. */
export type AnswerSink = {
  head(head: AnswerHead): void
  data(piece: Buffer): void
}

/** As much as Node's own parser takes. */
const headBytesMax = 16_384
/** Of a line that says how long a chunk is, its extensions included. */
const sizeLineBytesMax = 1_024

const headEnd = Buffer.from('\r\n\r\n')
const lineEnd = Buffer.from('\r\n')

type State =
  | 'head'
  | 'body'
  | 'until-close'
  | 'chunk-size'
  | 'chunk'
  | 'chunk-end'
  | 'trailers'
  | 'done'

/** Reads one answer after the other as their bytes come. Source: RFC 9112. */
export class AnswerReader {
  readonly #sink: AnswerSink
  #state: State = 'done'
  #method = 'GET'
  /** Of the head nothing else is kept: a channel that rests would let it grow old. */
  #closes = false
  /** Of what must be whole to be read (a head, a line), what has come. */
  #pending: Buffer | undefined
  /** Of the body or the chunk. */
  #bytesLeft = 0

  constructor(sink: AnswerSink) {
    this.#sink = sink
  }

  /** The next bytes answer a request with this method. */
  begin(method: string): void {
    this.#method = method
    this.#state = 'head'
    this.#closes = false
    this.#pending = undefined
  }

  get isDone(): boolean {
    return this.#state === 'done'
  }

  /** Whether the other side closes after this answer; known once its head is. */
  get closes(): boolean {
    return this.#closes
  }

  /** The other side has closed: whether the answer is whole. */
  end(): boolean {
    if (this.#state === 'until-close') this.#state = 'done'
    return this.isDone
  }

  /**
   * Reads on at `from`, at most as far as the sink is told of one thing, and gives where it
   * stopped. Throws a WireError when what came is no HTTP.
   */
  read(bytes: Buffer, from: number): number {
    switch (this.#state) {
      case 'head':
        return this.#readHead(bytes, from)
      case 'body':
      case 'chunk':
        return this.#readBody(bytes, from)
      case 'until-close':
        this.#sink.data(from === 0 ? bytes : bytes.subarray(from))
        return bytes.length
      case 'chunk-size':
        return this.#readSize(bytes, from)
      case 'chunk-end':
        return this.#readChunkEnd(bytes, from)
      case 'trailers':
        return this.#readTrailer(bytes, from)
      default:
        return from
    }
  }

  #readHead(bytes: Buffer, from: number): number {
    const { text, next } = this.#whole(bytes, from, headEnd, headBytesMax)
    if (text === undefined) return next
    const head = answerHeadOf(text, this.#method)
    // An interim answer: the real one follows.
    if (head.status < 200) {
      if (head.status === 101) throw malformed('the answer changes the protocol')
      return next
    }
    this.#closes = head.closes
    const { framing } = head
    if (framing.kind === 'length') this.#bytesLeft = framing.bytes
    this.#state = stateOf[framing.kind]
    this.#sink.head(head)
    return next
  }

  #readBody(bytes: Buffer, from: number): number {
    const to = Math.min(bytes.length, from + this.#bytesLeft)
    this.#bytesLeft -= to - from
    if (this.#bytesLeft === 0) this.#state = this.#state === 'body' ? 'done' : 'chunk-end'
    this.#sink.data(bytes.subarray(from, to))
    return to
  }

  #readSize(bytes: Buffer, from: number): number {
    const { text, next } = this.#whole(bytes, from, lineEnd, sizeLineBytesMax)
    if (text === undefined) return next
    const [, digits] = /^([\da-f]{1,12})[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/i.exec(text) ?? []
    if (digits === undefined)
      throw malformed(`a chunk is ${JSON.stringify(text.slice(0, 80))} long`)
    this.#bytesLeft = Number.parseInt(digits, 16)
    this.#state = this.#bytesLeft === 0 ? 'trailers' : 'chunk'
    return next
  }

  #readChunkEnd(bytes: Buffer, from: number): number {
    const { text, next } = this.#whole(bytes, from, lineEnd, lineEnd.length)
    if (text === undefined) return next
    if (text !== '') throw malformed('a chunk is longer than it says')
    this.#state = 'chunk-size'
    return next
  }

  #readTrailer(bytes: Buffer, from: number): number {
    const { text, next } = this.#whole(bytes, from, lineEnd, headBytesMax)
    if (text === '') this.#state = 'done'
    return next
  }

  /** The text before the next `end`, once it has come; where to read on. */
  #whole(
    bytes: Buffer,
    from: number,
    end: Buffer,
    bytesMax: number,
  ): { readonly text?: string; readonly next: number } {
    const pending = this.#pending
    if (pending === undefined) {
      const at = bytes.indexOf(end, from)
      if (at >= 0 && at - from <= bytesMax) {
        return { text: bytes.toString('latin1', from, at), next: at + end.length }
      }
    }
    const rest = bytes.subarray(from, from + bytesMax + end.length)
    const joined = pending === undefined ? Buffer.from(rest) : Buffer.concat([pending, rest])
    const at = joined.indexOf(end)
    if (at < 0 || at > bytesMax) {
      if (joined.length > bytesMax) throw malformed(`more than ${bytesMax} bytes without their end`)
      this.#pending = joined
      return { next: bytes.length }
    }
    this.#pending = undefined
    const next = from + at + end.length - (pending?.length ?? 0)
    return { text: joined.toString('latin1', 0, at), next }
  }
}

const stateOf = {
  none: 'done',
  length: 'body',
  chunked: 'chunk-size',
  'until-close': 'until-close',
} as const

function malformed(what: string): WireError {
  return new WireError('GATEDRILL_MALFORMED', what)
}
