import type { Outcome } from '../ledger/records.ts'
import { partOf, type Share } from '../ledger/share.ts'
import type { HarmableLoad, RequestChange } from './harms/define-harm.ts'
import { type Random, randomOf, streamOf } from './random.ts'

export type DisturbancesOptions = Pick<HarmableLoad, 'target' | 'after'> & {
  readonly seed: number
  /** Of the load: what is said of all clients together, its clients do that part of. */
  readonly share: Share
  nowUs(): number
  /** Hands requests to that many connections alone; undefined: to all. */
  pin(connections: number | undefined): void
  /** The clients' clock goes behind by that when they ask whether their token is still good. */
  clockBehind(byS: number): void
}

type Alteration = {
  readonly kind: string
  readonly share: number
  readonly operation: string | undefined
  readonly random: Random
  readonly change: RequestChange
}
type Burst = {
  readonly random: Random
  readonly gapUs: number
  readonly population: string | undefined
  nextAtUs: number
}
/** An arrival beside the schedule; absent population: any. */
export type DueExtra = { readonly atUs: number; readonly population: string | undefined }
type Retry = Parameters<HarmableLoad['retry']>[1]

/**
 * What the clients of a generator do wrong now. While nothing harms them (`isQuiet`), the engine
 * asks for nothing else.
 */
export class Disturbances implements HarmableLoad {
  readonly target: HarmableLoad['target']
  readonly after: HarmableLoad['after']
  readonly #options: DisturbancesOptions
  readonly #alterations = new Set<Alteration>()
  readonly #bursts = new Set<Burst>()
  readonly #retries = new Set<Retry & { readonly kind: string }>()
  readonly #felt = new Map<string, number>()
  #active = 0
  #harms = 0
  #behindS = 0

  constructor(options: DisturbancesOptions) {
    this.#options = options
    this.target = options.target
    this.after = options.after
  }

  get isQuiet(): boolean {
    return this.#active === 0
  }

  /** How many requests (or connections) felt each harm since it began. */
  get felt(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#felt)
  }

  feel(kind: string): void {
    this.#felt.set(kind, (this.#felt.get(kind) ?? 0) + 1)
  }

  /** What is done to a request of that operation; drawn for each. */
  changeOf(operation: string): RequestChange | undefined {
    let changed: RequestChange | undefined
    for (const { kind, share, operation: only, random, change } of this.#alterations) {
      if (only !== undefined && only !== operation) continue
      if (share < 1 && random() >= share) continue
      changed = { ...changed, ...change }
      this.feel(kind)
    }
    return changed
  }

  /** Extra arrivals that are due, in order of each burst, at most so many of each. */
  *dueExtras(nowUs: number, countMax: number): Generator<DueExtra> {
    for (const burst of this.#bursts) {
      for (let count = 0; count < countMax && burst.nextAtUs <= nowUs; count += 1) {
        yield { atUs: burst.nextAtUs, population: burst.population }
        burst.nextAtUs += gapOf(burst)
      }
    }
  }

  /** Whether a client that got this tries again at once. */
  triesAgain(outcome: Outcome, attempt: number): boolean {
    for (const { kind, tries, on } of this.#retries) {
      if (attempt > tries || !on.some((name) => name === outcome)) continue
      this.feel(kind)
      return true
    }
    return false
  }

  alter({ kind, share, operation }: Parameters<HarmableLoad['alter']>[0], change: RequestChange) {
    const alteration = { kind, share, operation, random: this.#random(kind), change }
    return this.#put(kind, this.#alterations, alteration)
  }

  burst(ratePerS: number, population?: string): () => void {
    const gapUs = (1e6 / ratePerS) * this.#options.share.of
    const nextAtUs = this.#options.nowUs()
    const burst = { random: this.#random('burst'), gapUs, population, nextAtUs }
    burst.nextAtUs += gapOf(burst)
    return this.#put('burst', this.#bursts, burst)
  }

  retry(kind: string, retry: Retry): () => void {
    return this.#put(kind, this.#retries, { kind, ...retry })
  }

  pin(connections: number): () => void {
    // At least one: a generator without any would send nothing.
    this.#options.pin(Math.max(1, partOf(connections, this.#options.share)))
    return this.#begin('pin', () => this.#options.pin(undefined))
  }

  clockBehind(byS: number): () => void {
    const move = (moveS: number) => {
      this.#behindS += moveS
      this.#options.clockBehind(this.#behindS)
    }
    move(byS)
    return this.#begin('stale-token', () => move(-byS))
  }

  begin(kind: string, end: () => void): () => void {
    return this.#begin(kind, end)
  }

  #put<Kept>(kind: string, among: Set<Kept>, kept: Kept): () => void {
    among.add(kept)
    return this.#begin(kind, () => among.delete(kept))
  }

  #begin(kind: string, end: () => unknown): () => void {
    this.#active += 1
    this.#felt.set(kind, 0)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#active -= 1
      this.#felt.delete(kind)
      end()
    }
  }

  /** A stream of its own for each harm, in the order of their coming. */
  #random(kind: string): Random {
    const { seed, share } = this.#options
    this.#harms += 1
    return randomOf(seed, streamOf(`${kind}-${this.#harms}`, share))
  }
}

/** Exponential, as of independent users; 1 - u lies in (0, 1]. */
function gapOf({ random, gapUs }: Pick<Burst, 'random' | 'gapUs'>): number {
  return -Math.log(1 - random()) * gapUs
}
