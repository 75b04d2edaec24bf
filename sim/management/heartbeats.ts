import type { Heartbeat } from '../../ledger/launch/management.ts'
import type { Clock } from '../clock.ts'

export type HeartbeatStatus = {
  readonly instance: string
  readonly isConnected: boolean
  /** Microseconds since the run's epoch. */
  readonly heardAtUs: number
}

export type HeartbeatBook = {
  note(beat: Heartbeat): void
  /** Every node of that gateway that was ever heard of. */
  statusOf(gateway: string): readonly HeartbeatStatus[]
}

export type HeartbeatBookOptions = {
  readonly clock: Clock
  /** A node that was not heard of for so long is disconnected. */
  readonly silentAfterMs: number
  changed(beat: Heartbeat, isConnected: boolean): void
}

type Entry = { readonly beat: Heartbeat; heardAtUs: number; isConnected: boolean; callOff(): void }

// Names come from outside and must not fill the memory.
const nodesMax = 10_000

/**
 * Which nodes of self-hosted gateways are connected. Kept in memory: a plane that is started again
 * hears of every living node within one period. Source: APIM, self-hosted gateway (overview).
 */
export function newHeartbeatBook(options: HeartbeatBookOptions): HeartbeatBook {
  const { clock, silentAfterMs, changed } = options
  const book = new Map<string, Entry>()
  const silent = (entry: Entry) => {
    entry.isConnected = false
    changed(entry.beat, false)
  }
  return {
    note(beat) {
      const key = JSON.stringify([beat.gateway, beat.instance])
      const known = book.get(key)
      if (known === undefined && book.size === nodesMax) return
      known?.callOff()
      const heard = { beat, heardAtUs: clock.nowUs(), isConnected: true }
      const callOff = clock.after(silentAfterMs, () => silent(entry))
      const entry: Entry = { ...heard, callOff }
      book.set(key, entry)
      if (known?.isConnected !== true) changed(beat, true)
    },
    statusOf: (gateway) =>
      [...book.values()]
        .filter(({ beat }) => beat.gateway === gateway)
        .map(({ beat: { instance }, isConnected, heardAtUs }) => {
          return { instance, isConnected, heardAtUs }
        }),
  }
}
