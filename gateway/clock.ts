import { type ClockUs, clockSince } from '../ledger/clock.ts'
import { newTimers } from './timers.ts'

/** Time as an instance sees it. Tests bring their own. */
export type Clock = {
  /** Microseconds since the run's epoch. */
  readonly nowUs: ClockUs
  /** Wall-clock time in milliseconds since 1970: what token expiry and `DateTime.UtcNow` read. */
  readonly unixMs: () => number
  /** Calls once after a time; the function that comes back calls it off. */
  readonly after: (delayMs: number, call: () => void) => () => void
}

export function systemClock(epochNs: bigint): Clock {
  const nowUs = clockSince(epochNs)
  return { nowUs, unixMs: () => Date.now(), after: newTimers(() => nowUs() / 1_000) }
}

/** Resolves after a time, or at once when the signal says that nobody waits any more. */
export function wait(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', stop)
      resolve()
    })
    const stop = () => {
      cancel()
      resolve()
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}
