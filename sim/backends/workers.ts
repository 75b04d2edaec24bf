import { z } from 'zod'
import type { Capacity, ColdStart } from '../../ledger/launch/backend.ts'

export type WorkersOptions = {
  readonly capacity?: Capacity | undefined
  readonly coldStart?: ColdStart | undefined
  nowMs(): number
}

/** What a call got: a worker, which takes `startMs` to start when it is a new one. */
export type Turn = { readonly startMs: number; leave(): void }

/** How much a backend has to do, now and at worst. */
export const workersUseSchema = z.strictObject({
  working: z.number(),
  waiting: z.number(),
  /** Since the start. */
  refused: z.number(),
  coldStarts: z.number(),
  /** Whether less than its own capacity holds now. */
  isLimited: z.boolean(),
})
export type WorkersUse = z.output<typeof workersUseSchema>

/**
 * Who works on calls: at most so many at a time, the others wait in order, and what finds the queue
 * full is refused. A caller that goes keeps its place and its worker: servers seldom notice, and it
 * is what turns an overload into a cliff.
 */
export class Workers {
  readonly #options: WorkersOptions
  /** Limits that hold now; the least of them counts. */
  readonly #limits = new Set<Capacity>()
  readonly #waiting: ((turn: Turn) => void)[] = []
  /** When each idle worker began to be idle, ascending. */
  readonly #idleSinceMs: number[] = []
  #working = 0
  #refused = 0
  #coldStarts = 0

  constructor(options: WorkersOptions) {
    this.#options = options
    if (options.capacity !== undefined) this.#limits.add(options.capacity)
  }

  /** Calls back when a worker is there; undefined, or the status of the refusal. */
  enter(begin: (turn: Turn) => void): number | undefined {
    const limit = this.#limit()
    if (limit === undefined || this.#working < limit.concurrent) {
      begin(this.#turn())
    } else if (this.#waiting.length < limit.queue) {
      this.#waiting.push(begin)
    } else {
      this.#refused += 1
      return limit.overloadStatus
    }
    return undefined
  }

  /** No more than that from now on; the function that comes back lifts the limit. */
  limit(capacity: Capacity): () => void {
    this.#limits.add(capacity)
    return () => {
      this.#limits.delete(capacity)
      this.#next()
    }
  }

  get use(): WorkersUse {
    return {
      working: this.#working,
      waiting: this.#waiting.length,
      refused: this.#refused,
      coldStarts: this.#coldStarts,
      isLimited: this.#limits.size > (this.#options.capacity === undefined ? 0 : 1),
    }
  }

  #limit(): Capacity | undefined {
    let least: Capacity | undefined
    for (const limit of this.#limits) {
      if (least === undefined || limit.concurrent < least.concurrent) least = limit
    }
    return least
  }

  #turn(): Turn {
    this.#working += 1
    const startMs = this.#startMs()
    let hasLeft = false
    const leave = () => {
      if (hasLeft) return
      hasLeft = true
      this.#working -= 1
      if (this.#options.coldStart !== undefined) this.#idleSinceMs.push(this.#options.nowMs())
      this.#next()
    }
    return { startMs, leave }
  }

  #startMs(): number {
    const { coldStart, nowMs } = this.#options
    if (coldStart === undefined) return 0
    const warmSinceMs = nowMs() - coldStart.keepWarmMs
    while ((this.#idleSinceMs[0] ?? Number.POSITIVE_INFINITY) < warmSinceMs) {
      this.#idleSinceMs.shift()
    }
    // The one that has just become idle: the others may end when they are not needed.
    if (this.#idleSinceMs.pop() !== undefined) return 0
    this.#coldStarts += 1
    return coldStart.startMs
  }

  #next(): void {
    for (;;) {
      const limit = this.#limit()
      if (limit !== undefined && this.#working >= limit.concurrent) return
      const begin = this.#waiting.shift()
      if (begin === undefined) return
      begin(this.#turn())
    }
  }
}
