import { expiredSchema, leaseMs, renewEveryMs } from '../ledger/leases.ts'
import { type Clock, every } from './clock.ts'
import type { PartHarm } from './faults/define-fault.ts'

export type PartHarmOptions = {
  readonly faultId: string
  /** The process that suffers it. */
  readonly part: string
  readonly harm: PartHarm
  /** It ends by then, also when its controller goes on renewing. */
  readonly lifetimeMs: number
}

/** Sends a command to a process; rejects when it is gone, or does not obey in time. */
export type SendCommand = (part: string, name: string, message: unknown) => Promise<unknown>

/** The controller's end of harms inside processes: it asks for them, heals them, renews leases. */
export class PartHarms implements Disposable {
  readonly #send: SendCommand
  readonly #isAlive: (part: string) => boolean
  readonly #harms = new Map<string, string>()
  readonly #stopRenewing: () => void
  #lastHarm = 0

  constructor(clock: Clock, send: SendCommand, isAlive: (part: string) => boolean) {
    this.#send = send
    this.#isAlive = isAlive
    this.#stopRenewing = every(clock, renewEveryMs, () => void this.#renew())
  }

  /** Resolves when it is felt; disposing heals, and does nothing the second time. */
  async harm({ faultId, part, harm, lifetimeMs }: PartHarmOptions): Promise<AsyncDisposable> {
    this.#lastHarm += 1
    const harmId = `${faultId}/${part}/${this.#lastHarm}`
    const heal = async () => {
      // A process that went took the harm with it; one that came back knows nothing of it.
      if (!this.#harms.delete(harmId) || !this.#isAlive(part)) return
      await this.#send(part, 'heal', { harmId })
    }
    try {
      await this.#send(part, 'harm', { harmId, faultId, harm, leaseMs, lifetimeMs })
    } catch (error) {
      this.#harms.set(harmId, part)
      // Half applied or not at all: either way nothing may stay.
      await heal()
      throw error
    }
    // Not before: asked to renew what is still being applied, the process says that it has expired.
    this.#harms.set(harmId, part)
    return { [Symbol.asyncDispose]: heal }
  }

  [Symbol.dispose](): void {
    this.#stopRenewing()
  }

  async #renew(): Promise<void> {
    const byPart = Map.groupBy([...this.#harms], ([, part]) => part)
    await Promise.all([...byPart].map(([part, harms]) => this.#renewIn(part, harms)))
  }

  async #renewIn(part: string, harms: readonly [string, string][]): Promise<void> {
    const harmIds = harms.map(([harmId]) => harmId)
    try {
      const reply = await this.#send(part, 'renew', { harmIds })
      // The process has said `lease-expired`; to renew it again would be in vain.
      for (const harmId of expiredSchema.parse(reply).expired) this.#harms.delete(harmId)
    } catch {
      // One that is busy may answer the next time; with one that is gone the harm is, too.
      if (!this.#isAlive(part)) for (const harmId of harmIds) this.#harms.delete(harmId)
    }
  }
}
