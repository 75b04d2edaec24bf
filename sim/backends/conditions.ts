import seedrandom from 'seedrandom'
import type { Capacity } from '../../ledger/launch/backend.ts'
import type { Clock } from '../clock.ts'
import type { HarmableBackend, HarmScope } from './harms/define-harm.ts'
import { matcherOf } from './operation-pattern.ts'
import type { Call, Treatment } from './treatment.ts'

export type ConditionsOptions = {
  readonly clock: Clock
  readonly seed: number
  /** Names the chances of this backend. */
  readonly stream: string
  limit(capacity: Capacity): () => void
  /** Closes the door: nobody listens, and live connections are reset; or opens it again. */
  setDoor(isOpen: boolean): void
  /** Resets the live connections. */
  resetAll(): void
  /** Its certificate is the expired one; gives the undo, or nothing where it has none. */
  showExpired(): (() => void) | undefined
}

type Change = (treatment: Treatment, call: Call) => Treatment

/** What harms one backend now. Every harm is lifted by itself; what is left goes on. */
export class Conditions implements HarmableBackend {
  readonly clock: Clock
  readonly #options: ConditionsOptions
  readonly #changes = new Set<Change>()
  #harms = 0
  #shut = 0

  constructor(options: ConditionsOptions) {
    this.#options = options
    this.clock = options.clock
  }

  /** What becomes of a call that was to be treated like this. */
  applyTo(treatment: Treatment, call: Call): Treatment {
    // Most of the time there is nothing.
    if (this.#changes.size === 0) return treatment
    let changed = treatment
    for (const change of this.#changes) changed = change(changed, call)
    return changed
  }

  treat({ share, zone, operation }: HarmScope, change: (treatment: Treatment) => Treatment) {
    const isOf = operation === undefined ? undefined : matcherOf(operation)
    const random = this.#random()
    const applied: Change = (treatment, call) => {
      if (zone !== undefined && call.zone !== zone) return treatment
      if (isOf !== undefined && !isOf(call.operation)) return treatment
      return share < 1 && random() >= share ? treatment : change(treatment)
    }
    this.#changes.add(applied)
    return () => void this.#changes.delete(applied)
  }

  limit(capacity: Capacity): () => void {
    return this.#options.limit(capacity)
  }

  shut(): () => void {
    this.#shut += 1
    if (this.#shut === 1) this.#options.setDoor(false)
    let isLifted = false
    return () => {
      if (isLifted) return
      isLifted = true
      this.#shut -= 1
      if (this.#shut === 0) this.#options.setDoor(true)
    }
  }

  resetAll(): void {
    this.#options.resetAll()
  }

  showExpired(): (() => void) | undefined {
    return this.#options.showExpired()
  }

  /** A stream of its own for each harm, in the order of their coming. */
  #random(): () => number {
    this.#harms += 1
    return seedrandom.alea(`${this.#options.seed}/${this.#options.stream}/harm-${this.#harms}`)
  }
}
