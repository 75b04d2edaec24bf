import type { Exchange } from './exchange.ts'

/** What is on its way, in the order of deadlines, nearly: all have the same time. */
export class OpenExchanges {
  readonly #all: (Exchange | undefined)[] = []
  #from = 0

  get isEmpty(): boolean {
    return this.#from >= this.#all.length
  }

  add(exchange: Exchange): void {
    this.#all.push(exchange)
  }

  /** Ends those that were to start by then, as too late; or all, for the load is aborted. */
  expire(intendedByUs: number, isAborted: boolean): void {
    for (; this.#from < this.#all.length; this.#from += 1) {
      const exchange = this.#all[this.#from]
      if (exchange === undefined) break
      if (!exchange.isEnded) {
        const isLate = exchange.request.intendedAtUs <= intendedByUs
        if (!isLate && !isAborted) break
        exchange.expire(isLate ? 'deadline' : 'aborted')
      }
      // Garbage at once: kept until the list is cut, it would be copied by every collection.
      this.#all[this.#from] = undefined
    }
    // Forgotten in larger portions: shifting one by one would move the whole list each time.
    if (this.#from > 1_024) this.#all.splice(0, this.#from)
    if (this.#from > 1_024) this.#from = 0
  }
}
