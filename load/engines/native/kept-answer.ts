import { headerOf } from '../../../wire/answer-head.ts'
import { retryAfterMsOf } from '../../populations/retry-after.ts'

/** A longer body is not kept, and nothing is found in it. */
const keptBytesMax = 1 << 20

/** Of an answer, what somebody asks about after its end; most requests keep nothing. */
export class KeptAnswer {
  readonly keepsBody: boolean
  #headers: readonly string[] = []
  #chunks: Buffer[] = []
  #bytes = 0

  constructor(keepsBody: boolean) {
    this.keepsBody = keepsBody
  }

  head(headers: readonly string[]): void {
    this.#headers = headers
  }

  data(chunk: Buffer): void {
    if (!this.keepsBody) return
    this.#bytes += chunk.length
    // A copy, for the next answer is read into the same bytes.
    if (this.#bytes <= keptBytesMax) this.#chunks.push(Buffer.from(chunk))
    else this.#chunks = []
  }

  header(name: string): string | undefined {
    return headerOf(this.#headers, name.toLowerCase())
  }

  /** Undefined when it was longer than is kept. */
  get text(): string | undefined {
    return this.#bytes <= keptBytesMax ? Buffer.concat(this.#chunks).toString('utf8') : undefined
  }

  /** What `Retry-After` asks for; undefined when it is absent or cannot be told. */
  get retryAfterMs(): number | undefined {
    const asked = headerOf(this.#headers, 'retry-after')
    return asked === undefined ? undefined : retryAfterMsOf(asked, headerOf(this.#headers, 'date'))
  }

  /** Nobody asks any more. */
  forget(): void {
    this.#chunks = []
  }
}
