import { Connection, type ConnectionOptions } from './connection.ts'

/** Someone who wants a connection; called once, unless withdrawn before. */
export type Waiter = { take(connection: Connection): void }

/**
 * The connections of a population. The one that was idle longest is taken next: load then goes
 * evenly over all of them, as over the many users that they stand for, and none grows stale unseen.
 */
export class Pool {
  readonly #options: ConnectionOptions
  readonly #limit: number
  readonly #idle: Connection[] = []
  readonly #waiting = new Set<Waiter>()
  readonly #all: Connection[] = []
  #pinnedTo = Number.POSITIVE_INFINITY

  constructor(limit: number, options: ConnectionOptions) {
    this.#limit = limit
    this.#options = options
  }

  /** Calls `take` at once when a connection is free, else when one is, first come first served. */
  request(waiter: Waiter): void {
    const connection = this.#free()
    if (connection === undefined) {
      this.#waiting.add(waiter)
      return
    }
    if (connection.isWorn) connection.leave()
    waiter.take(connection)
  }

  /** It no longer wants one. */
  withdraw(waiter: Waiter): void {
    this.#waiting.delete(waiter)
  }

  /** From now on only the first so many connections are given out; undefined: all again. */
  pin(connections: number | undefined): void {
    this.#pinnedTo = connections ?? Number.POSITIVE_INFINITY
    for (const waiter of this.#waiting) {
      const connection = this.#free()
      if (connection === undefined) return
      this.#waiting.delete(waiter)
      waiter.take(connection)
    }
  }

  release(connection: Connection): void {
    if (connection.isStale || connection.isWorn) connection.leave()
    const [next] = this.#waiting
    if (next === undefined || !this.#isGiven(connection)) {
      this.#idle.push(connection)
      return
    }
    this.#waiting.delete(next)
    next.take(connection)
  }

  /** Closes what is idle and leads where these clients are no longer sent. */
  leaveStale(): void {
    for (const connection of this.#idle) if (connection.isStale) connection.leave()
  }

  close(): void {
    for (const connection of this.#all) connection.close()
  }

  #free(): Connection | undefined {
    // All are opened before one is used twice.
    if (this.#all.length < Math.min(this.#limit, this.#pinnedTo)) {
      const connection = new Connection(this.#options)
      this.#all.push(connection)
      return connection
    }
    if (this.#pinnedTo >= this.#all.length) return this.#idle.shift()
    const at = this.#idle.findIndex((connection) => this.#isGiven(connection))
    return at < 0 ? undefined : this.#idle.splice(at, 1)[0]
  }

  #isGiven(connection: Connection): boolean {
    return this.#pinnedTo >= this.#all.length || this.#all.indexOf(connection) < this.#pinnedTo
  }
}
