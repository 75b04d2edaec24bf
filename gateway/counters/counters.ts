/** What a limit says to one request. */
export type Hit = {
  readonly admitted: boolean
  /** How many calls the holder saw in the window before this one. */
  readonly countSeen: number
  /** Calls left after this one. */
  readonly remaining: number
  /** Until a call would be admitted again; 0 when this one was, Infinity when none ever will. */
  readonly retryAfterMs: number
}

export type LimitOf = {
  /** Same id and same window, same counter: scope and path of the policy, or a shared name. */
  readonly id: string
  readonly limit: number
  readonly lengthMs: number
}

/** Whose decision it is, for the admission ledger; an exchange is one. */
export type Asking = {
  readonly requestId: number
  /** Of the run's clock. */
  readonly receivedAtUs: number
}

/**
 * One limit over many keys. Time of a key never runs back: a `nowMs` before an earlier one counts
 * as that. All of a limit's callers give it by the same clock.
 */
export type Limit = {
  /**
   * Admits and counts, or rejects and does not count; either way it is a decision, told to the
   * ledger. `count` 0 decides without counting: whether one more call would be admitted.
   */
  hit(key: string, nowMs: number, asking: Asking, count?: number): Hit
  /** Counts, with room for it or without, as one decision that admits. */
  take(key: string, nowMs: number, asking: Asking, count: number): void
  /** Looks without counting and without deciding anything. */
  peek(key: string, nowMs: number, count?: number): Hit
  /** Counts without a decision: increments that a policy puts off to the end of outbound. */
  add(key: string, nowMs: number, count: number): void
}

/** The rate limits and quotas of one instance, replicated among the holders of a region. */
export type Counters = {
  /** As the tier counts call rates: in a sliding window, or by tokens. Source: APIM, rate-limit. */
  rate(of: LimitOf): Limit
  slidingWindow(of: LimitOf): Limit
  /**
   * Windows of `lengthMs` counted from `startMs`, an instant of the clock that its callers count
   * by; `lengthMs` 0 is one window without end.
   */
  fixedWindow(of: LimitOf & { readonly startMs: number }): Limit
}
