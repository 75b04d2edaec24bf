import type { Clock } from '../clock.ts'

/** Lets requests in at a rate; those that come faster wait in line. */
export type Governor = {
  /** Undefined when the request may go on at once. */
  enter(): Promise<void> | undefined
}

// What a machine takes in one go without anyone noticing.
const burstMs = 20

/**
 * The capacity of an instance: at most `ratePerS` requests a second, and no limit on how many wait,
 * for the service does not refuse when it is overloaded. Source: APIM, api-management-capacity.
 */
export function governor(ratePerS: number, clock: Clock): Governor {
  const intervalMs = 1_000 / ratePerS
  let freeAtMs = 0
  return {
    enter() {
      const nowMs = clock.nowUs() / 1_000
      freeAtMs = Math.max(freeAtMs, nowMs - burstMs) + intervalMs
      const waitMs = freeAtMs - nowMs
      if (waitMs <= 0) return undefined
      return new Promise((resolve) => {
        clock.after(waitMs, resolve)
      })
    },
  }
}
