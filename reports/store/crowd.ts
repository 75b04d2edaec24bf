const pageBits = 16
const pageRequests = 1 << pageBits

/**
 * Finds the requests that one kind of witness wrote down more than once: they were tried again, or
 * came to two instances. All others, which are nearly all, need no grouping.
 */
export class Crowd {
  /** One bit for each request that was seen, in pages: ids are dense, but there may be several ranges. */
  readonly #pages = new Map<number, Uint32Array>()
  readonly #again: Set<number>
  #page: Uint32Array = new Uint32Array()
  #pageAt = -1

  /** `again` takes the ids that are found. */
  constructor(again: Set<number>) {
    this.#again = again
  }

  see(requestId: number, attempt: number): void {
    const pageAt = Math.floor(requestId / pageRequests)
    if (pageAt !== this.#pageAt) this.#turnTo(pageAt)
    const within = requestId - pageAt * pageRequests
    const word = within >>> 5
    const bit = 1 << (within & 31)
    const seen = this.#page[word] ?? 0
    if ((seen & bit) !== 0 || attempt !== 1) this.#again.add(requestId)
    this.#page[word] = seen | bit
  }

  /** Requests that this one has and another one has not, page by page. */
  *without(other: Crowd): Generator<Float64Array> {
    for (const [pageAt, page] of this.#pages) {
      const known = other.#pages.get(pageAt)
      const ids: number[] = []
      for (const [word, seen] of page.entries()) {
        const missed = seen & ~(known?.[word] ?? 0)
        if (missed === 0) continue
        for (let bit = 0; bit < 32; bit += 1) {
          if ((missed & (1 << bit)) !== 0) ids.push(pageAt * pageRequests + word * 32 + bit)
        }
      }
      yield Float64Array.from(ids)
    }
  }

  #turnTo(pageAt: number): void {
    const known = this.#pages.get(pageAt)
    this.#page = known ?? new Uint32Array(pageRequests / 32)
    if (known === undefined) this.#pages.set(pageAt, this.#page)
    this.#pageAt = pageAt
  }
}
