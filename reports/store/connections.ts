import type { DuckDBConnection } from '@duckdb/node-api'

/**
 * Some connections to one database: each answers one query at a time, and what reads answers is one
 * thread, so with several the database works on while that one is busy.
 */
export class Connections {
  readonly #idle: DuckDBConnection[]
  /** First come, first served. */
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = []
  /** Queries under way: closing under one of them would crash the process. */
  readonly #underWay = new Set<Promise<unknown>>()
  #isClosed = false

  constructor(connections: readonly DuckDBConnection[]) {
    this.#idle = [...connections]
  }

  /** Runs a query on a connection that nobody else has meanwhile. Throws when they are closed. */
  async use<Result>(query: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    const running = this.#queued(query)
    this.#underWay.add(running)
    try {
      return await running
    } finally {
      this.#underWay.delete(running)
    }
  }

  /** No query comes after this; resolves when the last one has ended. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.allSettled(this.#underWay)
  }

  async #queued<Result>(query: (connection: DuckDBConnection) => Promise<Result>) {
    const connection = this.#idle.pop() ?? (await this.#next())
    try {
      if (this.#isClosed) throw new Error('the database of this run is closed')
      return await query(connection)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#idle.push(connection)
      else next(connection)
    }
  }

  #next(): Promise<DuckDBConnection> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
