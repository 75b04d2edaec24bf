export type RetryBudgetOptions = {
  readonly ratio: number
  readonly minPerS: number
  readonly burst: number
}

/**
 * A token bucket for retries: each request puts `ratio` in and each second `minPerS`, at most
 * `burst` are kept, a retry takes one. It begins with a second's worth.
 * Source: Twitter Finagle, RetryBudget; Google SRE book, chapter 21 (a client's retry budget).
 */
export class RetryBudget {
  readonly #options: RetryBudgetOptions
  #tokens: number
  #filledAtUs: number

  constructor(options: RetryBudgetOptions, nowUs: number) {
    this.#options = options
    this.#tokens = Math.min(options.burst, options.minPerS)
    this.#filledAtUs = nowUs
  }

  /** A request was offered. */
  deposit(): void {
    this.#put(this.#options.ratio)
  }

  /** Whether a retry may be made; it is counted then. */
  withdraw(nowUs: number): boolean {
    this.#put((Math.max(0, nowUs - this.#filledAtUs) / 1e6) * this.#options.minPerS)
    this.#filledAtUs = nowUs
    // Sums of tenths fall short of one by their last bit.
    if (this.#tokens < 1 - 1e-9) return false
    this.#tokens -= 1
    return true
  }

  #put(tokens: number): void {
    this.#tokens = Math.min(this.#options.burst, this.#tokens + tokens)
  }
}
