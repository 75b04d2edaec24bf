import { LRUCache } from 'lru-cache'
import { Tally } from './tally.ts'
import { TokenTally } from './token-tally.ts'
import { type Window, type WindowOf, windowOf } from './window.ts'

export type CounterOptions = {
  readonly id: string
  readonly of: WindowOf
  readonly holder: string
  /** The key used longest ago is forgotten for one too many: its calls are then admitted anew. */
  readonly keysMax: number
  readonly forgotten: (tally: Tally) => void
}

/** The tallies of one counter: one per key that had calls within a window. */
export class Counter {
  readonly id: string
  readonly of: WindowOf
  readonly #window: Window
  #holder: string
  readonly #tallies: LRUCache<string, Tally>

  constructor({ id, of, holder, keysMax, forgotten }: CounterOptions) {
    this.id = id
    this.of = of
    this.#window = windowOf(of)
    this.#holder = holder
    this.#tallies = new LRUCache({
      // By size, for a bound by number would reserve room for all keys at once.
      maxSize: keysMax,
      sizeCalculation: () => 1,
      dispose: (tally) => forgotten(tally),
    })
  }

  /** Forgets every call, and counts from now on as that holder. */
  forget(holder: string): void {
    this.#holder = holder
    this.#tallies.clear()
  }

  get keyCount(): number {
    return this.#tallies.size
  }

  /** Undefined for a key without calls. */
  find(key: string): Tally | undefined {
    return this.#tallies.get(key)
  }

  tallyOf(key: string, nowMs: number): Tally {
    const known = this.#tallies.get(key)
    if (known !== undefined) return known
    this.#dropIdle(nowMs)
    const tally =
      this.of.kind === 'tokens'
        ? new TokenTally(key, this.of, this.#holder)
        : new Tally(key, this.#window, this.#holder)
    this.#tallies.set(key, tally)
    return tally
  }

  merge(key: string, cells: Readonly<Record<string, readonly number[]>>): void {
    for (const [holder, counts] of Object.entries(cells)) {
      for (let at = 0; at + 1 < counts.length; at += 2) {
        const bucket = counts[at] ?? 0
        this.tallyOf(key, this.#window.startMsOf(bucket)).merge(holder, bucket, counts[at + 1] ?? 0)
      }
    }
  }

  /** All that count, most recently used first. */
  tallies(): Tally[] {
    return [...this.#tallies.values()]
  }

  /** Two out for each one in: what is idle is soon gone, and no call pays for all. */
  #dropIdle(nowMs: number): void {
    for (let dropped = 0; dropped < 2; dropped += 1) {
      const { value: oldest } = this.#tallies.rvalues().next()
      if (oldest === undefined || !oldest.isIdleAt(nowMs)) return
      this.#tallies.delete(oldest.key)
    }
  }
}
