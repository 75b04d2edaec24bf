import type { ClockUs } from '../ledger/clock.ts'

/** Time as an argument: what the world waits by, real in a run and turned by hand in a test. */
export type Clock = {
  /** Microseconds since the run's epoch. */
  nowUs(): number
  /** Calls once after `delayMs`; the function that comes back calls it off. */
  after(delayMs: number, call: () => void): () => void
}

/** A longer timer of Node would fire at once. */
const timerMaxMs = 2 ** 31 - 1

/** The process's own timers beside the run's clock. */
export function realClock(nowUs: ClockUs): Clock {
  return {
    nowUs,
    after(delayMs, call) {
      const timer = setTimeout(call, Math.min(Math.ceil(delayMs), timerMaxMs))
      return () => clearTimeout(timer)
    },
  }
}

/** Resolves after `delayMs`; rejects with the signal's reason as soon as that is aborted. */
export function wait(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(reasonOf(signal))
      return
    }
    const onAbort = () => {
      callOff()
      if (signal !== undefined) reject(reasonOf(signal))
    }
    const callOff = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** Calls every `periodMs` until called off; a call that throws is the caller's bug. */
export function every(clock: Clock, periodMs: number, call: () => void): () => void {
  let callOff = clock.after(periodMs, tick)
  function tick(): void {
    callOff = clock.after(periodMs, tick)
    call()
  }
  return () => callOff()
}

export type Until = {
  readonly periodMs: number
  readonly withinMs: number
  readonly signal?: AbortSignal | undefined
}

/** Asks until the answer is yes (true) or the time is up (false); asks at least once. */
export async function until(
  clock: Clock,
  { periodMs, withinMs, signal }: Until,
  isTrue: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const deadlineUs = clock.nowUs() + withinMs * 1_000
  for (;;) {
    if (await isTrue()) return true
    if (clock.nowUs() + periodMs * 1_000 > deadlineUs) return false
    await wait(clock, periodMs, signal)
  }
}

/** What `promise` gives, or undefined when it took longer than `withinMs`. */
export async function within<Value>(
  clock: Clock,
  withinMs: number,
  promise: Promise<Value>,
): Promise<Value | undefined> {
  let callOff: (() => void) | undefined
  const late = new Promise<undefined>((resolve) => {
    callOff = clock.after(withinMs, () => resolve(undefined))
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    callOff?.()
  }
}

/** Never resolves; rejects with the signal's reason. */
export function rejectedWhen(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(reasonOf(signal))
    signal.addEventListener('abort', () => reject(reasonOf(signal)), { once: true })
  })
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason))
}
