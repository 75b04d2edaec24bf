import { type ClockUs, clockSince } from '../ledger/clock.ts'

/** Time as an instance sees it. Tests bring their own. */
export type Clock = {
  /** Microseconds since the run's epoch. */
  readonly nowUs: ClockUs
  /** Wall-clock time in milliseconds since 1970: what token expiry and `DateTime.UtcNow` read. */
  readonly unixMs: () => number
  /** Calls once after a time; the function that comes back calls it off. */
  readonly after: (delayMs: number, call: () => void) => () => void
}

/** A clock whose wall clock can be made wrong; what it measures spans with stays right. */
export type SkewedClock = Clock & {
  /** Ahead by so much (behind when negative), and by `driftPpm` millionths more as time goes on. */
  skew(aheadMs: number, driftPpm: number): void
  /** How wrong it is now. */
  aheadMs(): number
}

/** The clock of one process, right until it is skewed. */
export function skewedClock(clock: Clock): SkewedClock {
  let skewMs = 0
  let driftPpm = 0
  let sinceUs = 0
  const aheadMs = () =>
    driftPpm === 0 ? skewMs : skewMs + ((clock.nowUs() - sinceUs) * driftPpm) / 1e9
  return {
    ...clock,
    unixMs: () => clock.unixMs() + aheadMs(),
    aheadMs,
    skew(aheadMs, drift) {
      skewMs = aheadMs
      driftPpm = drift
      sinceUs = clock.nowUs()
    },
  }
}

export function systemClock(epochNs: bigint): Clock {
  const nowUs = clockSince(epochNs)
  return { nowUs, unixMs: () => Date.now(), after: (delayMs, call) => cancelOf(delayMs, call) }
}

/** What comes of it, or undefined as soon as the signal says that nobody waits any more. */
export async function unlessAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
): Promise<Result | undefined> {
  const left = new AbortController()
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined), { signal: left.signal })
  })
  return Promise.race([work, aborted]).finally(() => left.abort())
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

function cancelOf(delayMs: number, call: () => void): () => void {
  const timer = setTimeout(call, delayMs)
  return () => clearTimeout(timer)
}
