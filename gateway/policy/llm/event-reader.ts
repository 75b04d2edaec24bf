import { StringDecoder } from 'node:string_decoder'

// Characters; a line that is longer is not kept, and so not read.
const lineMax = 1024 * 1024

/**
 * Takes the data of server-sent events out of bytes as they come, whatever pieces they come in.
 * Source: HTML, section 9.2.
 */
export class EventReader {
  readonly #decoder = new StringDecoder('utf8')
  readonly #told: (data: string) => void
  #line = ''
  #hasLost = false

  constructor(told: (data: string) => void) {
    this.#told = told
  }

  /** True once a line was too long to be read. */
  get hasLost(): boolean {
    return this.#hasLost
  }

  read(bytes: Buffer): void {
    const lines = (this.#line + this.#decoder.write(bytes)).split(/\r?\n/)
    const rest = lines.pop() ?? ''
    this.#hasLost ||= [...lines, rest].some(({ length }) => length > lineMax)
    this.#line = rest.slice(0, lineMax)
    for (const line of lines) {
      if (line.startsWith('data:')) this.#told(line.slice('data:'.length).trim())
    }
  }

  end(): void {
    this.read(Buffer.from('\n'))
  }
}
