import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../../gateway/clock.ts'

type Timer = { readonly atMs: number; readonly call: () => void }

export type VirtualClock = Clock & {
  nowMs(): number
  /** Lets time pass up to this instant, whatever is waited for meanwhile. */
  passTo(atMs: number): Promise<void>
  /** Lets time pass until the work is done; nothing takes time but waiting. */
  until<Result>(work: Promise<Result>): Promise<Result>
}

// 14 November 2023, 22:13:20 UTC.
export const startUnixMs = 1_700_000_000_000

// Real event-loop turns: signatures are checked on other threads and need some.
const idleTurns = 3

/** Time that stands still while anything is under way and jumps to the next timer when not. */
export function virtualClock(): VirtualClock {
  let nowMs = 0
  const timers = new Set<Timer>()

  function next(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of timers) if (first === undefined || timer.atMs < first.atMs) first = timer
    return first
  }

  function fire(timer: Timer): void {
    timers.delete(timer)
    nowMs = Math.max(nowMs, timer.atMs)
    timer.call()
  }

  return {
    nowMs: () => nowMs,
    nowUs: () => nowMs * 1_000,
    unixMs: () => startUnixMs + nowMs,
    after(delayMs, call) {
      const timer = { atMs: nowMs + delayMs, call }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    async passTo(atMs) {
      await turns()
      for (let timer = next(); timer !== undefined && timer.atMs <= atMs; timer = next()) {
        fire(timer)
        await turns()
      }
      nowMs = Math.max(nowMs, atMs)
    },
    async until(work) {
      let isDone = false
      const finish = () => {
        isDone = true
      }
      work.then(finish, finish)
      for (;;) {
        await turns()
        if (isDone) return work
        const timer = next()
        if (timer !== undefined) fire(timer)
      }
    },
  }
}

async function turns(): Promise<void> {
  for (let count = 0; count < idleTurns; count += 1) await turn()
}
