import type { ClientRetry } from '../../ledger/launch/population.ts'
import type { Failure, Outcome } from '../../ledger/records.ts'
import { RetryBudget } from './retry-budget.ts'

/** An attempt that ended. */
export type EndedAttempt = {
  readonly requestId: number
  readonly attempt: number
  readonly method: string
  /** Of the first attempt. */
  readonly firstIntendedAtUs: number
  readonly endedAtUs: number
  readonly outcome: Outcome
  /** `none`: it was answered. */
  readonly failure: Failure
  readonly status: number
  readonly retryAfterMs: number | undefined
}

/** A number from [0, 1) that belongs to one attempt of one request. */
export type DrawForAttempt = (requestId: number, attempt: number) => number

// Source: RFC 9110, section 9.2.2.
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

type Trying = Exclude<ClientRetry, { policy: 'none' }>

/** When the clients of a population try again; what it draws is of the seed, whatever comes first. */
export class RetryPolicy {
  readonly #retry: Trying
  readonly #draw: DrawForAttempt
  readonly #budget: RetryBudget | undefined
  #forgone = 0

  constructor(retry: Trying, draw: DrawForAttempt, nowUs: number) {
    this.#retry = retry
    this.#draw = draw
    this.#budget = retry.budget === undefined ? undefined : new RetryBudget(retry.budget, nowUs)
  }

  /** Whether anybody reads the head of an answer for it. */
  get readsRetryAfter(): boolean {
    return this.#retry.retryAfter
  }

  /** How many retries the budget did not pay for. */
  get forgone(): number {
    return this.#forgone
  }

  /** A request was offered, for the first time. */
  offered(): void {
    this.#budget?.deposit()
  }

  /** When the next attempt is due, microseconds; undefined: this was the last one. */
  dueAtUs(ended: EndedAttempt): number | undefined {
    const { attemptsMax, methods, retryAfterMaxMs, giveUpAfterMs } = this.#retry
    if (ended.outcome === 'ok' || ended.attempt >= attemptsMax || !this.#isMeant(ended)) {
      return undefined
    }
    if (methods === 'idempotent' && !idempotent.has(ended.method)) return undefined
    const askedMs = this.#retry.retryAfter ? (ended.retryAfterMs ?? 0) : 0
    if (askedMs > retryAfterMaxMs) return undefined
    const dueAtUs = ended.endedAtUs + Math.max(this.#waitMs(ended), askedMs) * 1_000
    const lastAtUs = ended.firstIntendedAtUs + (giveUpAfterMs ?? Number.POSITIVE_INFINITY) * 1_000
    if (dueAtUs > lastAtUs) return undefined
    if (this.#budget?.withdraw(ended.endedAtUs) === false) {
      this.#forgone += 1
      return undefined
    }
    return dueAtUs
  }

  #isMeant({ failure, outcome, status }: EndedAttempt): boolean {
    const { on, statuses } = this.#retry
    return failure === 'none' ? statuses.includes(status) : on.some((name) => name === outcome)
  }

  #waitMs({ requestId, attempt }: EndedAttempt): number {
    if (this.#retry.policy === 'immediate') return 0
    const { firstMs, factor, maxMs, jitter } = this.#retry
    const waitMs = Math.min(maxMs, firstMs * factor ** (attempt - 1))
    if (jitter === 'none') return waitMs
    const drawnMs = this.#draw(requestId, attempt) * waitMs
    // Source: AWS Architecture Blog, Exponential Backoff and Jitter (full and equal jitter).
    return jitter === 'full' ? drawnMs : (waitMs + drawnMs) / 2
  }
}
