import type { IncomingHttpHeaders } from 'node:http'
import { retryAfterMsOf } from '../../populations/retry-after.ts'

/** Of an answer, what somebody asks about after its end; most requests keep nothing. */
export class KeptAnswer {
  #headers: IncomingHttpHeaders = {}

  head(headers: IncomingHttpHeaders): void {
    this.#headers = headers
  }

  /** What `Retry-After` asks for; undefined when it is absent or cannot be told. */
  get retryAfterMs(): number | undefined {
    const { 'retry-after': asked, date } = this.#headers
    return asked === undefined ? undefined : retryAfterMsOf(asked, date)
  }
}
