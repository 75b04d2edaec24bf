import type { ClockUs } from '../../ledger/clock.ts'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import type { LaunchedResolver } from '../../ledger/launch/load.ts'
import type { DnsAnswer } from '../../ledger/launch/router.ts'
import { Unresolved, type Way } from './way.ts'

export type ResolverOptions = {
  readonly resolver: LaunchedResolver
  readonly clock: ClockUs
  /** Rejects when no answer comes. */
  question(): Promise<DnsAnswer>
  /** They are told another region than before, or none any more. */
  onChange(region: string | undefined, answer: DnsAnswer | undefined): void
}

/** Before a question that nobody answered is put again. */
const retryMs = 500

/**
 * The resolver that the clients of a population share, as those of one provider do. What it was
 * told it believes for a time; then it asks, and whoever opens a connection waits for the answer.
 */
export class Resolver implements Way {
  readonly #options: ResolverOptions
  #region: string | undefined
  #target: Endpoint | undefined
  #untilUs = 0
  #asking: Promise<void> | undefined

  constructor(options: ResolverOptions) {
    this.#options = options
  }

  get target(): Endpoint | undefined {
    return this.#target
  }

  async ask(): Promise<Endpoint> {
    if (this.#options.clock() >= this.#untilUs) await this.#refresh()
    if (this.#target === undefined) {
      throw new Unresolved(`${this.#options.resolver.name} has no address`)
    }
    return this.#target
  }

  /** Asks again as soon as an answer may not be believed any more, wanted or not. */
  tend(nowUs: number): void {
    if (nowUs >= this.#untilUs && this.#asking === undefined) void this.#refresh()
  }

  #refresh(): Promise<void> {
    this.#asking ??= this.#put().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  async #put(): Promise<void> {
    const { question, clock, resolver } = this.#options
    let answer: DnsAnswer | undefined
    try {
      answer = await question()
    } catch {
      // Nobody answered: as good as no address.
    }
    const believedMs =
      answer?.region === undefined
        ? Math.min(answer?.ttlMs ?? retryMs, retryMs)
        : answer.ttlMs * (resolver.ttlTimes ?? Number.POSITIVE_INFINITY)
    this.#untilUs = clock() + believedMs * 1_000
    this.#target = answer?.region === undefined ? undefined : resolver.addresses[answer.region]
    if (answer?.region === this.#region) return
    this.#region = answer?.region
    this.#options.onChange(this.#region, answer)
  }
}
