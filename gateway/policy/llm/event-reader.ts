import { StringDecoder } from 'node:string_decoder'

// An event longer than this is passed on unread.
const lineMax = 1024 * 1024

/**
 * Takes the data of server-sent events out of bytes as they come, whatever pieces they come in.
 * Source: HTML, section 9.2.
 */
export class EventReader {
  readonly #decoder = new StringDecoder('utf8')
  readonly #told: (data: string) => void
  #line = ''

  constructor(told: (data: string) => void) {
    this.#told = told
  }

  read(bytes: Buffer): void {
    const lines = (this.#line + this.#decoder.write(bytes)).split(/\r?\n/)
    this.#line = (lines.pop() ?? '').slice(0, lineMax)
    for (const line of lines) {
      if (line.startsWith('data:')) this.#told(line.slice('data:'.length).trim())
    }
  }

  end(): void {
    this.read(Buffer.from('\n'))
  }
}
