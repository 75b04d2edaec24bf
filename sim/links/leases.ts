import type { Clock } from '../clock.ts'

export type Lease = {
  /** Without a renewal for this long the lease ends by itself. */
  readonly leaseMs: number
  /** It ends by itself then, renewed or not: a controller that lives but is lost ends no fault. */
  readonly lifetimeMs: number
}

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
  readonly #clock: Clock
  readonly #granted = new Map<string, Granted>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** `end` is called once, by `end(id)`, by a missed renewal, or at the end of the lifetime. */
  grant(id: string, lease: Lease, end: (why: LeaseEnd) => void): void {
    this.end(id)
    const expire = (why: 'lease' | 'lifetime') => () => this.#end(id, why)
    const callsOff = {
      lease: this.#clock.after(lease.leaseMs, expire('lease')),
      lifetime: this.#clock.after(lease.lifetimeMs, expire('lifetime')),
    }
    this.#granted.set(id, { ...lease, end, callsOff })
  }

  /** False when there is no such lease (any more). */
  renew(id: string): boolean {
    const granted = this.#granted.get(id)
    if (granted === undefined) return false
    granted.callsOff.lease()
    granted.callsOff.lease = this.#clock.after(granted.leaseMs, () => this.#end(id, 'lease'))
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
