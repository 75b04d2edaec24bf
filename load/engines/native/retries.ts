import type { Disturbances } from '../../disturbances.ts'
import type { Population } from '../../populations/populations.ts'
import { DueQueue } from './due-queue.ts'
import type { ExchangeEnd, ExchangeRequest } from './exchange.ts'

type Retried = { readonly request: ExchangeRequest; readonly population: Population }

/** However many are due: answers must be read as well. */
const perTurnMax = 64

/** Requests whose clients try again, until the time at which they do. */
export class Retries {
  readonly #disturbances: Pick<Disturbances, 'isQuiet' | 'triesAgain'>
  readonly #due = new DueQueue<Retried>()

  constructor(disturbances: Pick<Disturbances, 'isQuiet' | 'triesAgain'>) {
    this.#disturbances = disturbances
  }

  get size(): number {
    return this.#due.size
  }

  /** An attempt ended; keeps the request if its client tries again, and says whether it does. */
  keeps(request: ExchangeRequest, end: ExchangeEnd, population: Population): boolean {
    const dueAtUs = this.#dueAtUs(request, end, population)
    if (dueAtUs === undefined) return false
    this.#due.add(dueAtUs, { request, population })
    return true
  }

  /** Those that are due by now, at most so many that there is time for the rest. */
  *takeDue(nowUs: number): Generator<{ readonly atUs: number; readonly item: Retried }> {
    for (let count = 0; count < perTurnMax; count += 1) {
      const due = this.#due.takeDue(nowUs)
      if (due === undefined) return
      yield due
    }
  }

  clear(): void {
    this.#due.clear()
  }

  /** Clients in a storm ask nobody. */
  #dueAtUs(
    { requestId, attempt, method, firstIntendedAtUs, kept }: ExchangeRequest,
    { endedAtUs, outcome, failure, status }: ExchangeEnd,
    { retry }: Population,
  ): number | undefined {
    const isQuiet = this.#disturbances.isQuiet
    if (!isQuiet && this.#disturbances.triesAgain(outcome, attempt)) return endedAtUs
    // An abandoned one has no client any more.
    if (retry === undefined || failure === 'aborted') return undefined
    const ids = { requestId, attempt, method, firstIntendedAtUs }
    const end = { endedAtUs, outcome, failure, status }
    return retry.dueAtUs({ ...ids, ...end, retryAfterMs: kept?.retryAfterMs })
  }
}
