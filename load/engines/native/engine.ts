import assert from 'node:assert/strict'
import type { ClockUs } from '../../../ledger/clock.ts'
import { traceparentOf } from '../../../ledger/ids.ts'
import type { LoadLaunch } from '../../../ledger/launch/load.ts'
import { Pacer, type PacerResult } from '../../pacing/pacer.ts'
import type { Population } from '../../populations/populations.ts'
import type { Schedule, ScheduledOperation } from '../../schedule.ts'
import { fill } from '../../template.ts'
import type { Tokens } from '../../tokens.ts'
import { Exchange, type ExchangeEnd, type ExchangeRequest } from './exchange.ts'

export type EngineOptions = {
  readonly launch: LoadLaunch
  readonly schedule: Schedule
  /** As many as the schedule knows. */
  readonly populations: readonly Population[]
  readonly tokens: Tokens | undefined
  readonly clock: ClockUs
  onOffer(request: ExchangeRequest): void
  /** Once for every request that was offered. */
  onEnd(request: ExchangeRequest, end: ExchangeEnd): void
  /** Every turn. */
  onTurn(nowUs: number): void
}

/** The open-loop generator: it offers what the schedule says, whatever becomes of it. */
export class NativeEngine {
  readonly #options: EngineOptions
  readonly #prepared: readonly Prepared[]
  /** In the order of their deadlines, for all have the same time. */
  readonly #open: Exchange[] = []
  #openFrom = 0
  #pacer: Pacer | undefined
  #isStopped = false
  #isAborted = false

  constructor(options: EngineOptions) {
    this.#options = options
    this.#prepared = options.schedule.operations.map((scheduled) =>
      preparedOf(scheduled, options.launch.host),
    )
  }

  /** Resolves when everything offered has ended; its arrivals count from `startAtUs`. */
  async run(startAtUs: number): Promise<PacerResult> {
    const { schedule, clock } = this.#options
    this.#pacer = new Pacer({
      clock,
      startAtUs,
      arrivalsUs: schedule.arrivalsUs,
      fire: (index, intendedAtUs) => this.#fire(index, intendedAtUs),
      tend: (nowUs) => this.#tend(nowUs),
    })
    if (this.#isStopped) this.#pacer.stop()
    const result = await this.#pacer.run()
    await Promise.all(this.#options.populations.map(({ pool }) => pool.close()))
    return result
  }

  /** Offers nothing more; what is on its way still ends. What was not offered is not counted. */
  stop(): void {
    this.#isStopped = true
    this.#pacer?.stop()
  }

  /** Offers nothing more and waits for nothing: what is on its way ends as aborted. */
  abort(): void {
    this.#isAborted = true
    this.stop()
  }

  #fire(index: number, intendedAtUs: number): void {
    const { schedule, populations, clock, launch, tokens, onOffer, onEnd } = this.#options
    const population = populations[schedule.populations?.[index] ?? 0]
    assert(population !== undefined, `arrival ${index} has no population`)
    const prepared = this.#prepared[schedule.choices[index] ?? 0]
    assert(prepared !== undefined, `arrival ${index} has no operation`)
    const { operation, path, body } = prepared.scheduled
    const { values } = schedule
    const from = schedule.valuesFrom[index] ?? 0
    const requestId = index + 1
    const headers = [...prepared.headers, 'traceparent']
    headers.push(traceparentOf(launch.runId, { requestId, attempt: 1 }))
    if (operation.needsToken && tokens !== undefined) {
      headers.push('authorization', `Bearer ${tokens.current}`)
    }
    const request: ExchangeRequest = {
      requestId,
      population: population.name,
      operation: operation.name,
      intendedAtUs,
      firedAtUs: clock(),
      method: operation.method,
      path: fill(path, values, from),
      headers,
      body: body === undefined ? undefined : fill(body, values, from + path.ranges.length),
      okStatuses: operation.okStatuses,
    }
    onOffer(request)
    const deadlineUs = launch.deadlineMs * 1_000
    this.#open.push(new Exchange(request, { clock, deadlineUs, pool: population.pool, onEnd }))
  }

  #tend(nowUs: number): boolean {
    const { launch, populations, tokens, onTurn } = this.#options
    for (const { way } of populations) way.tend(nowUs)
    const expiredBeforeUs = nowUs - launch.deadlineMs * 1_000
    for (; this.#openFrom < this.#open.length; this.#openFrom += 1) {
      const exchange = this.#open[this.#openFrom]
      if (exchange === undefined) break
      if (!exchange.isEnded) {
        const isLate = exchange.request.intendedAtUs <= expiredBeforeUs
        if (!isLate && !this.#isAborted) break
        exchange.expire(isLate ? 'deadline' : 'aborted')
      }
    }
    // Forgotten in larger portions: shifting one by one would move the whole list each time.
    if (this.#openFrom > 1_024) this.#open.splice(0, this.#openFrom)
    if (this.#openFrom > 1_024) this.#openFrom = 0
    tokens?.tend(nowUs)
    onTurn(nowUs)
    return this.#openFrom < this.#open.length
  }
}

type Prepared = { readonly scheduled: ScheduledOperation; readonly headers: readonly string[] }

function preparedOf(scheduled: ScheduledOperation, host: string): Prepared {
  const named = Object.entries(scheduled.operation.headers)
  return { scheduled, headers: ['host', host, ...named.flat()] }
}
