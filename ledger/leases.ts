import { z } from 'zod'

/** What it calls later by; the function that comes back calls it off. */
export type Timers = { after(delayMs: number, call: () => void): () => void }

/** How often whoever holds a lease says that it still wants it. */
export const renewEveryMs = 1_000
/** Three renewals missed, and what is on loan is undone where it is. */
export const leaseMs = 3 * renewEveryMs

export type Lease = {
  /** Without a renewal for this long the lease ends by itself. */
  readonly leaseMs: number
  /** It ends by itself then, renewed or not: a controller that lives but is lost ends no fault. */
  readonly lifetimeMs: number
}

/** What a holder asks to renew, and the answer: the ids that are no longer on loan. */
export const renewSchema = z.strictObject({ harmIds: z.array(z.string()) })
export const expiredSchema = z.strictObject({ expired: z.array(z.string()) })

type Granted = Lease & {
  readonly end: (why: LeaseEnd) => void
  readonly callsOff: Record<'lease' | 'lifetime', () => void>
}

/** Who ended it. */
export type LeaseEnd = 'healed' | 'lease' | 'lifetime'

/**
 * Harms on loan: whoever holds one must say so again and again, or it is undone here, at the
 * injector. Anchor: Steadybit's heartbeats (three missed calls roll a fault back).
 */
export class Leases {
  readonly #timers: Timers
  readonly #granted = new Map<string, Granted>()

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** `end` is called once, by `end(id)`, by a missed renewal, or at the end of the lifetime. */
  grant(id: string, lease: Lease, end: (why: LeaseEnd) => void): void {
    this.end(id)
    const expire = (why: 'lease' | 'lifetime') => () => this.#end(id, why)
    const callsOff = {
      lease: this.#timers.after(lease.leaseMs, expire('lease')),
      lifetime: this.#timers.after(lease.lifetimeMs, expire('lifetime')),
    }
    this.#granted.set(id, { ...lease, end, callsOff })
  }

  /** False when there is no such lease (any more). */
  renew(id: string): boolean {
    const granted = this.#granted.get(id)
    if (granted === undefined) return false
    granted.callsOff.lease()
    granted.callsOff.lease = this.#timers.after(granted.leaseMs, () => this.#end(id, 'lease'))
    return true
  }

  /** Without harm when it has ended already; false then. */
  end(id: string): boolean {
    return this.#end(id, 'healed')
  }

  get ids(): readonly string[] {
    return [...this.#granted.keys()]
  }

  #end(id: string, why: LeaseEnd): boolean {
    const granted = this.#granted.get(id)
    if (granted === undefined) return false
    this.#granted.delete(id)
    granted.callsOff.lease()
    granted.callsOff.lifetime()
    granted.end(why)
    return true
  }
}
