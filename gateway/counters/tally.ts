import { Buckets } from './buckets.ts'
import type { Window } from './window.ts'

/** No instance's name begins with it. */
export const takenBack = '-'

/**
 * The calls of one key as a G-counter: per holder and bucket a count that only grows, so that
 * merging is the larger one of two counts, never their sum, in any order and as often as you like.
 * Source: Shapiro et al., "A comprehensive study of convergent and commutative replicated data
 * types" (2011), specification 6. What somebody takes back of a count by hand grows for itself,
 * under the holder's name with a `-` before it (specification 7, PN-counter).
 */
export class Tally {
  readonly key: string
  readonly #window: Window
  readonly #holder: string
  readonly #byHolder = new Map<string, Buckets>()
  readonly #own = new Buckets()
  /** Over all holders; asking for the count of a key adds up nothing. */
  readonly #all = new Buckets()
  #nowMs = Number.NEGATIVE_INFINITY
  #firstLive = Number.NEGATIVE_INFINITY

  constructor(key: string, window: Window, holder: string) {
    this.key = key
    this.#window = window
    this.#holder = holder
    this.#byHolder.set(holder, this.#own)
  }

  /** The latest instant it has heard of. */
  get nowMs(): number {
    return this.#nowMs
  }

  /** Calls in the window that ends now, of all holders heard of. */
  countAt(nowMs: number): number {
    this.#moveTo(nowMs)
    return this.#all.sum
  }

  /** Counts calls of this holder now; gives the bucket that grew. */
  add(count: number): number {
    const bucket = this.#window.bucketOf(this.#nowMs)
    this.#own.add(bucket, count)
    this.#all.add(bucket, count)
    return bucket
  }

  /** Counts by hand: more calls, or fewer when negative, in a bucket that still counts. */
  correct(bucket: number, by: number): void {
    const holder = by < 0 ? `${takenBack}${this.#holder}` : this.#holder
    const buckets = this.#bucketsOf(holder)
    this.merge(holder, bucket, buckets.countOf(bucket) + Math.abs(by))
  }

  /** Takes over what is known elsewhere of a holder's bucket. */
  merge(holder: string, bucket: number, count: number): void {
    this.#moveTo(this.#window.startMsOf(bucket))
    if (bucket < this.#firstLive) return
    const buckets = this.#bucketsOf(holder)
    const missing = count - buckets.countOf(bucket)
    if (missing <= 0) return
    buckets.add(bucket, missing)
    this.#all.add(bucket, holder.startsWith(takenBack) ? -missing : missing)
  }

  /** How long from now until the window has room for so many calls. */
  waitMs(room: number, limit: number): number {
    let count = this.#all.sum
    for (const [bucket, calls] of this.#all.from(Number.NEGATIVE_INFINITY)) {
      count -= calls
      if (count + room <= limit) return this.#window.leavesAtMs(bucket) - this.#nowMs
    }
    return Number.POSITIVE_INFINITY
  }

  /** True when nothing of it counts any more. */
  isIdleAt(nowMs: number): boolean {
    const { newest } = this.#all
    return newest === undefined || newest < this.#window.firstLiveAt(Math.max(nowMs, this.#nowMs))
  }

  /** This holder's counts from a bucket on, by its id, as bucket, count, bucket, count, ... */
  ownCells(fromBucket: number): Record<string, number[]> {
    const own = { [this.#holder]: [...this.#own.from(fromBucket)].flat() }
    const back = this.#byHolder.get(`${takenBack}${this.#holder}`)
    if (back === undefined) return own
    return { ...own, [`${takenBack}${this.#holder}`]: [...back.from(fromBucket)].flat() }
  }

  /** The counts of every holder, in the same form. */
  everyHolder(): Record<string, number[]> {
    const held = [...this.#byHolder].filter(([, buckets]) => buckets.size > 0)
    return Object.fromEntries(
      held.map(([holder, buckets]) => [holder, [...buckets.from(Number.NEGATIVE_INFINITY)].flat()]),
    )
  }

  #bucketsOf(holder: string): Buckets {
    const known = this.#byHolder.get(holder)
    if (known !== undefined) return known
    const buckets = new Buckets()
    this.#byHolder.set(holder, buckets)
    return buckets
  }

  #moveTo(nowMs: number): void {
    if (nowMs <= this.#nowMs) return
    this.#nowMs = nowMs
    const firstLive = this.#window.firstLiveAt(nowMs)
    if (firstLive === this.#firstLive) return
    this.#firstLive = firstLive
    this.#all.dropBefore(firstLive)
    for (const [holder, buckets] of this.#byHolder) {
      buckets.dropBefore(firstLive)
      // Each restart of an instance is a holder of its own: the old ones must not pile up.
      if (buckets.size === 0 && holder !== this.#holder) this.#byHolder.delete(holder)
    }
  }
}
