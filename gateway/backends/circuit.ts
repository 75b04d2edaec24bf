import type { CircuitBreaker } from '../../ledger/revision.ts'
import type { Clock } from '../clock.ts'
import type { BackendFailure } from './call.ts'

/** What became of a call: a status with the backend's `Retry-After`, or why there is none. */
export type CallEnd =
  | { readonly status: number; readonly retryAfter: string | undefined }
  | { readonly failure: BackendFailure['reason'] }

/** A circuit has opened, or has closed again. */
export type CircuitChange = {
  readonly backendId: string
  readonly rule: string
  readonly state: 'open' | 'closed'
  /** When, by the run's clock. */
  readonly atMs: number
  /** Of one that has opened. */
  readonly untilMs: number
}

export type CircuitWatch = (change: CircuitChange) => void

/**
 * The circuit breaker of one backend in one instance. Failures are counted in an interval that
 * begins with the first of them; the interval of a share begins with the first call. After its time
 * an open circuit closes without a trial call. It is never told of other instances' failures.
 * Source: APIM, backends (circuit breaker).
 */
export class Circuit {
  readonly #backendId: string
  readonly #rule: CircuitBreaker
  readonly #clock: Clock
  readonly #watch: CircuitWatch
  readonly #reasons: ReadonlySet<string>
  #openUntilMs = 0
  #isOpen = false
  #windowEndMs = Number.NEGATIVE_INFINITY
  #calls = 0
  #failures = 0

  constructor(backendId: string, rule: CircuitBreaker, clock: Clock, watch: CircuitWatch) {
    this.#backendId = backendId
    this.#rule = rule
    this.#clock = clock
    this.#watch = watch
    this.#reasons = new Set(rule.errorReasons.map((reason) => reason.toLowerCase()))
  }

  /** Milliseconds until it closes; 0 when it is closed. */
  openForMs(): number {
    if (!this.#isOpen) return 0
    const leftMs = this.#openUntilMs - this.#clock.nowUs() / 1_000
    if (leftMs > 0) return leftMs
    // Nobody has to look at the very moment: it is known when it was.
    this.#isOpen = false
    this.#tell('closed', this.#openUntilMs)
    return 0
  }

  /** Counts a call that has ended. Calls that were under way when it opened count no more. */
  ended(end: CallEnd): void {
    if (this.openForMs() > 0) return
    const isFailure = this.#isFailure(end)
    if (!isFailure && this.#rule.percentage === undefined) return
    const nowMs = this.#clock.nowUs() / 1_000
    if (nowMs >= this.#windowEndMs) {
      this.#windowEndMs = nowMs + this.#rule.intervalMs
      this.#calls = 0
      this.#failures = 0
    }
    this.#calls += 1
    if (!isFailure) return
    this.#failures += 1
    if (this.#isReached()) this.#open(nowMs, this.#tripMsOf(end))
  }

  #isReached(): boolean {
    const { count, percentage } = this.#rule
    if (count !== undefined) return this.#failures >= count
    if (percentage === undefined) return false
    // Of fewer calls a single failure would be more than that share.
    const isEnough = this.#calls * percentage >= 100
    return isEnough && this.#failures * 100 >= percentage * this.#calls
  }

  #isFailure(end: CallEnd): boolean {
    if ('failure' in end) return this.#reasons.has(end.failure.toLowerCase())
    const { status } = end
    if (status >= 500 && this.#reasons.has('server errors')) return true
    return this.#rule.statusRanges.some(({ min, max }) => status >= min && status <= max)
  }

  #tripMsOf(end: CallEnd): number {
    const { tripMs, acceptsRetryAfter } = this.#rule
    if (!acceptsRetryAfter || 'failure' in end || end.retryAfter === undefined) return tripMs
    return retryAfterMs(end.retryAfter, this.#clock.unixMs()) ?? tripMs
  }

  #open(nowMs: number, forMs: number): void {
    this.#isOpen = true
    this.#openUntilMs = nowMs + forMs
    this.#windowEndMs = Number.NEGATIVE_INFINITY
    this.#tell('open', nowMs)
  }

  #tell(state: CircuitChange['state'], atMs: number): void {
    this.#watch({
      backendId: this.#backendId,
      rule: this.#rule.name,
      state,
      atMs,
      untilMs: this.#openUntilMs,
    })
  }
}

/** Seconds or a date; undefined when it is neither, or over. Source: RFC 9110, section 10.2.3. */
function retryAfterMs(text: string, unixMs: number): number | undefined {
  const trimmed = text.trim()
  const ms = /^\d{1,9}$/.test(trimmed) ? Number(trimmed) * 1_000 : Date.parse(trimmed) - unixMs
  return ms > 0 ? ms : undefined
}
