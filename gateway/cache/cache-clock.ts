/** The clock that a cache goes by; it can be stopped, and then no entry expires any more. */
export type CacheClock = {
  nowMs(): number
  readonly isStopped: boolean
  stop(): void
  /** It shows the time again. */
  go(): void
}

export function cacheClockOf(nowMs: () => number): CacheClock {
  let stoppedAtMs: number | undefined
  return {
    nowMs: () => stoppedAtMs ?? nowMs(),
    get isStopped() {
      return stoppedAtMs !== undefined
    },
    stop() {
      stoppedAtMs ??= nowMs()
    },
    go() {
      stoppedAtMs = undefined
    },
  }
}
