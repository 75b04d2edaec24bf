import type { K6Sink } from './samples.ts'

/** The kinds of frames. The writer is `output/output.go`. */
const kinds = { request: 1, dropped: 2, end: 3 } as const

const lengthBytes = 2

/**
 * Reads what the output of gatedrill writes: a line with the token, then frames (u16 length of what
 * follows, u8 kind, fields; little-endian) in pieces of any size.
 */
export class FrameReader {
  readonly #sink: K6Sink
  readonly #token: string
  #rest: Buffer = Buffer.alloc(0)
  #isKnown = false
  #isEnded = false

  constructor(token: string, sink: K6Sink) {
    this.#token = token
    this.#sink = sink
  }

  /** Whether k6 said that there are no more: it then came to its end by itself. */
  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Throws for a writer that does not know the token, or writes something else. */
  read(piece: Buffer): void {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    let at = this.#isKnown ? 0 : this.#afterToken(bytes)
    while (this.#isKnown && at + lengthBytes <= bytes.length) {
      const end = at + lengthBytes + bytes.readUInt16LE(at)
      if (end > bytes.length) break
      this.#frame(bytes.subarray(at + lengthBytes, end))
      at = end
    }
    this.#rest = bytes.subarray(at)
  }

  #afterToken(bytes: Buffer): number {
    const wanted = Buffer.from(`${this.#token}\n`)
    const seen = bytes.subarray(0, wanted.length)
    if (!seen.equals(wanted.subarray(0, seen.length))) throw new Error('not the k6 of this run')
    this.#isKnown = seen.length === wanted.length
    return this.#isKnown ? wanted.length : 0
  }

  #frame(frame: Buffer): void {
    const fields = new Fields(frame)
    const kind = fields.u8()
    if (kind === kinds.request) this.#sink.onRequest(requestOf(fields))
    else if (kind === kinds.dropped) {
      const atUs = fields.instantUs()
      this.#sink.onDropped({ atUs, count: fields.u32(), scenario: fields.text() })
    } else if (kind === kinds.end) this.#isEnded = true
    else throw new Error(`k6 wrote a frame of kind ${kind}`)
  }
}

function requestOf(fields: Fields): Parameters<K6Sink['onRequest']>[0] {
  return {
    endedAtUs: fields.instantUs(),
    blockedUs: fields.u32(),
    connectingUs: fields.u32(),
    tlsUs: fields.u32(),
    sendingUs: fields.u32(),
    waitingUs: fields.u32(),
    receivingUs: fields.u32(),
    isReused: fields.u8() === 1,
    mark: fields.text(),
    batchPlace: fields.text(),
    status: Number(fields.text()),
    errorCode: Number(fields.text()),
    isExpected: isExpectedOf(fields.text()),
    method: fields.text(),
    name: fields.text(),
    scenario: fields.text(),
  }
}

/** Of the tag `expected_response`. */
export function isExpectedOf(tag: string): boolean | undefined {
  return tag === '' ? undefined : tag === 'true'
}

/** Takes the fields of one frame in their order. */
class Fields {
  readonly #frame: Buffer
  #at = 0

  constructor(frame: Buffer) {
    this.#frame = frame
  }

  u8(): number {
    this.#at += 1
    return this.#frame.readUInt8(this.#at - 1)
  }

  u32(): number {
    this.#at += 4
    return this.#frame.readUInt32LE(this.#at - 4)
  }

  /** Nanoseconds since 1970, which a number would round to about 200 of them. */
  instantUs(): number {
    this.#at += 8
    return Number(this.#frame.readBigInt64LE(this.#at - 8) / 1_000n)
  }

  text(): string {
    const bytes = this.#frame.readUInt16LE(this.#at)
    const from = this.#at + 2
    this.#at = from + bytes
    return this.#frame.toString('utf8', from, this.#at)
  }
}
