import type { Changes } from './changes.ts'
import type { Counter } from './counter.ts'
import type { Tally } from './tally.ts'

/** Everything that is known of a key, of all holders. */
const everything = Number.NEGATIVE_INFINITY

type Owed = { readonly counter: Counter; readonly fromBucket: number }

/**
 * What each peer has not been sent yet, as keys and never as a queue of calls: a peer that is away
 * or slow costs no more than there are keys.
 */
export class Outbox {
  readonly #owed = new Map<string, Map<Tally, Owed>>()
  /** Tallies that every peer is owed already, so that most calls touch nothing here. */
  #noted = new WeakSet<Tally>()

  /** From now on the peer is owed all changes, and first everything there is. */
  open(peer: string, counters: Iterable<Counter>): void {
    const owed = new Map<Tally, Owed>()
    for (const counter of counters) {
      for (const tally of counter.tallies()) owed.set(tally, { counter, fromBucket: everything })
    }
    this.#owed.set(peer, owed)
    this.#noted = new WeakSet()
  }

  close(peer: string): void {
    this.#owed.delete(peer)
  }

  /** This holder's count of a bucket grew; buckets of one key only go up. */
  note(counter: Counter, tally: Tally, bucket: number): void {
    if (this.#noted.has(tally)) return
    this.#noted.add(tally)
    for (const owed of this.#owed.values()) {
      if (!owed.has(tally)) owed.set(tally, { counter, fromBucket: bucket })
    }
  }

  forget(tally: Tally): void {
    for (const owed of this.#owed.values()) owed.delete(tally)
  }

  isOwed(peer: string): boolean {
    return (this.#owed.get(peer)?.size ?? 0) > 0
  }

  /** About `cellsMax` counts that the peer is owed; the others stay owed. */
  take(peer: string, cellsMax: number): Changes {
    const owed = this.#owed.get(peer)
    const changes: Changes = []
    if (owed === undefined || owed.size === 0) return changes
    this.#noted = new WeakSet()
    let cellCount = 0
    for (const [tally, { counter, fromBucket }] of owed) {
      owed.delete(tally)
      const cells = fromBucket === everything ? tally.everyHolder() : tally.ownCells(fromBucket)
      const count = Object.values(cells).reduce((sum, counts) => sum + counts.length / 2, 0)
      if (count === 0) continue
      changes.push({ counter: counter.id, window: counter.of, key: tally.key, cells })
      cellCount += count
      if (cellCount >= cellsMax) break
    }
    return changes
  }
}
