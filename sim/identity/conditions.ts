import type { Clock } from '../clock.ts'
import { wait } from '../clock.ts'
import type { HarmableIdentity } from './harms/define-harm.ts'
import type { KeyRing } from './key-ring.ts'
import type { IdentityPart } from './part.ts'

type Obstacle = { readonly parts: readonly IdentityPart[] } & (
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'fails'; readonly status: number }
  | { readonly kind: 'hangs'; readonly released: Promise<void> }
)

/** What harms the identity provider now. Every harm is lifted by itself. */
export class IdentityConditions implements HarmableIdentity {
  readonly keys: KeyRing
  readonly showExpired: () => (() => void) | undefined
  readonly #clock: Clock
  readonly #obstacles = new Set<Obstacle>()
  readonly #discoveries = new Set<Readonly<Record<string, unknown>>>()
  #skewS = 0

  constructor(
    clock: Clock,
    keys: KeyRing,
    showExpired: HarmableIdentity['showExpired'] = () => undefined,
  ) {
    this.#clock = clock
    this.keys = keys
    this.showExpired = showExpired
  }

  /** How far its clock is ahead of the true one. */
  get skewS(): number {
    return this.#skewS
  }

  /** Waits as long as it must; a status is answered in the place of what was asked for. */
  async meet(part: IdentityPart): Promise<number | undefined> {
    for (const obstacle of this.#obstacles) {
      if (!obstacle.parts.includes(part)) continue
      if (obstacle.kind === 'fails') return obstacle.status
      if (obstacle.kind === 'hangs') await obstacle.released
      else await wait(this.#clock, obstacle.delayMs)
    }
    return undefined
  }

  /** The document as it is published now. */
  published(document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    let published = document
    for (const change of this.#discoveries) published = { ...published, ...change }
    return published
  }

  slow(parts: readonly IdentityPart[], delayMs: number): () => void {
    return this.#put({ kind: 'slow', parts, delayMs })
  }

  fail(parts: readonly IdentityPart[], status: number): () => void {
    return this.#put({ kind: 'fails', parts, status })
  }

  hang(parts: readonly IdentityPart[]): () => void {
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const lift = this.#put({ kind: 'hangs', parts, released })
    return () => {
      lift()
      release()
    }
  }

  skew(byS: number): () => void {
    this.#skewS += byS
    let isLifted = false
    return () => {
      if (!isLifted) this.#skewS -= byS
      isLifted = true
    }
  }

  discover(change: Readonly<Record<string, unknown>>): () => void {
    this.#discoveries.add(change)
    return () => void this.#discoveries.delete(change)
  }

  #put(obstacle: Obstacle): () => void {
    this.#obstacles.add(obstacle)
    return () => void this.#obstacles.delete(obstacle)
  }
}
