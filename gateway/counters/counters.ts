/** What a limit says to one request. */
export type Hit = {
  readonly admitted: boolean
  /** How many calls the holder saw in the window before this one. */
  readonly countSeen: number
  readonly remaining: number
  /** Until a call would be admitted again; 0 when this one was. */
  readonly retryAfterMs: number
}

export type LimitOf = {
  /** Same id, same counter: scope and path of the policy, or a name shared by several. */
  readonly id: string
  readonly limit: number
  readonly lengthMs: number
}

/** One limit over many keys. */
export type Limit = {
  /** Admits and counts, or rejects and does not count. */
  hit(key: string, nowMs: number, count?: number): Hit
  /** Looks without counting. */
  peek(key: string, nowMs: number): Hit
  /** Counts without a decision: increments that a policy puts off to the end of outbound. */
  add(key: string, nowMs: number, count: number): void
}

/** The rate limits and quotas of one instance, replicated among the holders of a region. */
export type Counters = {
  slidingWindow(of: LimitOf): Limit
  /** Windows of `lengthMs` counted from `startMs`; `lengthMs` 0 is one window without end. */
  fixedWindow(of: LimitOf & { readonly startMs: number }): Limit
}
