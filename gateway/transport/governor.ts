import type { GatewayLaunch } from '../../ledger/launch/gateway.ts'
import type { Clock } from '../clock.ts'

export type Capacity = NonNullable<GatewayLaunch['capacity']>

/** Lets requests in at a rate; those that come faster wait in a line that has an end. */
export type Governor = {
  readonly whenFull: Capacity['whenFull']
  /** Undefined when the request may go on at once, `full` when it would have to wait too long. */
  enter(): Promise<void> | undefined | 'full'
  /** How long it has been busy with what it let in, in all; never grows faster than time. */
  busyMs(): number
  /** How long one that came now would wait, as a share of the longest wait. */
  queueShare(): number
}

// What a machine takes in one go without anyone noticing.
const burstMs = 20

/**
 * The capacity of an instance: a server that takes 1/`ratePerS` for each request, in the order of
 * their coming. Latency grows first; what would wait longer than `queueMs` finds the line full.
 * Source: APIM, api-management-capacity: the service does not throttle itself, but behaves as an
 * overloaded web server does, with growing latency, dropped connections and timeouts.
 */
export function governor(capacity: Capacity, clock: Clock): Governor {
  const { ratePerS, queueMs, whenFull } = capacity
  const serviceMs = 1_000 / ratePerS
  let freeAtMs = 0
  let entered = 0
  const nowMs = () => clock.nowUs() / 1_000
  const backlogMs = (atMs: number) => Math.max(0, freeAtMs - atMs)
  return {
    whenFull,
    enter() {
      const atMs = nowMs()
      const doneAtMs = Math.max(freeAtMs, atMs - burstMs) + serviceMs
      const waitMs = doneAtMs - atMs
      if (waitMs > queueMs) return 'full'
      freeAtMs = doneAtMs
      entered += 1
      if (waitMs <= 0) return undefined
      return new Promise((resolve) => {
        clock.after(waitMs, resolve)
      })
    },
    busyMs: () => entered * serviceMs - backlogMs(nowMs()),
    queueShare: () => backlogMs(nowMs()) / queueMs,
  }
}
