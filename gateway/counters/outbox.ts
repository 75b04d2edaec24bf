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

  /** About `bytesMax` of what the peer is owed, as JSON; the rest stays owed. */
  take(peer: string, bytesMax: number): Changes {
    const owed = this.#owed.get(peer)
    const changes: Changes = []
    if (owed === undefined || owed.size === 0) return changes
    this.#noted = new WeakSet()
    let bytes = 0
    for (const [tally, { counter, fromBucket }] of owed) {
      owed.delete(tally)
      const cells = fromBucket === everything ? tally.everyHolder() : tally.ownCells(fromBucket)
      if (Object.values(cells).every((counts) => counts.length === 0)) continue
      const change = { counter: counter.id, window: counter.of, key: tally.key, cells }
      changes.push(change)
      bytes += bytesOf(change)
      if (bytes >= bytesMax) break
    }
    return changes
  }
}

/** Of its JSON, without making it: a number has up to ten digits, a letter up to three bytes. */
function bytesOf({ counter, key, cells }: Changes[number]): number {
  const names = 100 + 3 * (counter.length + key.length)
  return Object.entries(cells).reduce(
    (sum, [holder, counts]) => sum + 3 * holder.length + 11 * counts.length,
    names,
  )
}
