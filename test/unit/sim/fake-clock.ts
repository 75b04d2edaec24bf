import type { Clock } from '../../../sim/clock.ts'

export type FakeClock = Clock & {
  /** Moves on, calling what is due on the way, and lets promises settle in between. */
  advance(ms: number): Promise<void>
}

export function fakeClock(): FakeClock {
  let nowMs = 0
  let timers: { atMs: number; order: number; call: () => void }[] = []
  let order = 0
  return {
    nowUs: () => nowMs * 1_000,
    after(delayMs, call) {
      order += 1
      const timer = { atMs: nowMs + delayMs, order, call }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    async advance(ms) {
      const endMs = nowMs + ms
      for (;;) {
        await settle()
        const next = timers
          .filter(({ atMs }) => atMs <= endMs)
          .sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0]
        if (next === undefined) break
        nowMs = next.atMs
        timers = timers.filter((other) => other !== next)
        next.call()
      }
      nowMs = endMs
      await settle()
    },
  }
}

/** Promises that hang on each other need some rounds. */
async function settle(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await Promise.resolve()
}
