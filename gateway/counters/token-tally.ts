import { Tally } from './tally.ts'
import { tokenHorizonMs, type Window, type WindowOf, windowOf } from './window.ts'

// Counting in fractions of a token must not keep a call out that is due.
const rounding = 1e-6

/**
 * The calls of one key against a bucket of `limit` tokens that refills steadily, all of it over
 * `lengthMs`: what has been taken from it and not yet come back. Calls of other holders are taken
 * from it at the time they were made, however late they are heard of; it may then be in debt.
 * Source: APIM, rate-limit (v2 tiers); size and pace are not documented and assumed.
 */
export class TokenTally extends Tally {
  readonly #window: Window
  readonly #horizonMs: number
  readonly #tokensPerMs: number
  /** Tokens that are missing at an instant. */
  #taken = 0
  #atMs = Number.NEGATIVE_INFINITY
  /** Calls were heard of that lie before that instant. */
  #isStale = false

  constructor(key: string, of: Extract<WindowOf, { kind: 'tokens' }>, holder: string) {
    const window = windowOf(of)
    super(key, window, holder)
    this.#window = window
    this.#horizonMs = tokenHorizonMs(of.lengthMs)
    this.#tokensPerMs = of.limit / of.lengthMs
  }

  /** Whole tokens that are missing now, one that is not all there among them. */
  override countAt(nowMs: number): number {
    super.countAt(nowMs)
    if (this.#isStale) this.#recount()
    this.#refillTo(this.nowMs)
    return Math.max(0, Math.ceil(this.#taken - rounding))
  }

  override add(count: number): number {
    this.#refillTo(this.nowMs)
    this.#taken += count
    return super.add(count)
  }

  override merge(holder: string, bucket: number, count: number): void {
    super.merge(holder, bucket, count)
    this.#isStale = true
  }

  override waitMs(room: number, limit: number): number {
    if (room > limit || this.#tokensPerMs === 0) return Number.POSITIVE_INFINITY
    return Math.max(0, Math.ceil((this.#taken + room - limit) / this.#tokensPerMs - rounding))
  }

  #refillTo(atMs: number): void {
    const passedMs = atMs - this.#atMs
    if (passedMs <= 0) return
    this.#atMs = atMs
    // From the beginning of time to the first call is no number of tokens.
    if (this.#taken === 0) return
    this.#taken = Math.max(0, this.#taken - passedMs * this.#tokensPerMs)
  }

  /** Goes through all calls that are still known, those of all holders, in their order. */
  #recount(): void {
    this.#isStale = false
    this.#taken = 0
    this.#atMs = Number.NEGATIVE_INFINITY
    const counts = new Map<number, number>()
    for (const cells of Object.values(this.everyHolder())) {
      for (let at = 0; at + 1 < cells.length; at += 2) {
        const bucket = cells[at] ?? 0
        counts.set(bucket, (counts.get(bucket) ?? 0) + (cells[at + 1] ?? 0))
      }
    }
    for (const [bucket, count] of [...counts].toSorted(([a], [b]) => a - b)) {
      this.#refillTo(Math.min(this.#window.leavesAtMs(bucket) - this.#horizonMs, this.nowMs))
      this.#taken += count
    }
  }
}
