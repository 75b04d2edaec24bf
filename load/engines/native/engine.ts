import assert from 'node:assert/strict'
import type { ClockUs } from '../../../ledger/clock.ts'
import type { LoadLaunch } from '../../../ledger/launch/load.ts'
import { stepIdOf } from '../../../ledger/launch/sessions.ts'
import { headOf } from '../../../wire/request-text.ts'
import type { Disturbances, DueExtra } from '../../disturbances.ts'
import type { RequestChange } from '../../harms/define-harm.ts'
import { type Awaited, Pacer, type PacerResult } from '../../pacing/pacer.ts'
import { type Population, tokensIn } from '../../populations/populations.ts'
import { extraIdOf, requestIdOf, type Schedule } from '../../schedule.ts'
import type { Session } from '../../sessions/session.ts'
import type { Tokens } from '../../tokens.ts'
import {
  Exchange,
  type ExchangeContext,
  type ExchangeEnd,
  type ExchangeRequest,
} from './exchange.ts'
import { drawnFor, type ExtraArrival, extraArrivals } from './extra-arrivals.ts'
import { OpenExchanges } from './open-exchanges.ts'
import {
  type Arrival,
  type PreparedOperation,
  preparedOf,
  requestOf,
  retryOf,
} from './request-of.ts'
import { Retries } from './retries.ts'
import { SessionSteps } from './session-steps.ts'

export type EngineOptions = {
  readonly launch: LoadLaunch
  readonly schedule: Schedule
  /** As many as the schedule knows. */
  readonly populations: readonly Population[]
  readonly clock: ClockUs
  readonly disturbances: Disturbances
  after(delayMs: number, call: () => void): void
  onOffer(request: ExchangeRequest): void
  /** Once for every attempt of every request that was offered; `isLast`: its client is done. */
  onEnd(request: ExchangeRequest, end: ExchangeEnd, isLast: boolean): void
  /** Every turn. */
  onTurn(nowUs: number): void
}

/** However many are due: answers must be read as well. */
const extrasPerTurnMax = 64

/** The open-loop generator: it offers what the schedule says, whatever becomes of it. */
export class NativeEngine {
  readonly #options: EngineOptions
  /** By population, then by operation. */
  readonly #prepared: readonly (readonly PreparedOperation[])[]
  readonly #tokens: readonly Tokens[]
  readonly #drawExtra: () => ExtraArrival
  readonly #retries: Retries
  readonly #steps: SessionSteps | undefined
  readonly #open = new OpenExchanges()
  readonly #contexts = new Map<Population, ExchangeContext>()
  #extras = 0
  #startAtUs = 0
  #isPinned = false
  #pacer: Pacer | undefined
  #isStopped = false
  #isAborted = false

  constructor(options: EngineOptions) {
    this.#options = options
    this.#drawExtra = extraArrivals(options.schedule, options.launch.seed)
    const { populations, schedule, launch } = options
    this.#tokens = tokensIn(populations)
    this.#retries = new Retries(options.disturbances)
    this.#steps = launch.sessions && new SessionSteps(launch.sessions, launch.seed)
    this.#prepared = populations.map(({ name }) =>
      schedule.operations.map((scheduled) => preparedOf(scheduled, launch.host, name)),
    )
  }

  /** Resolves when everything offered has ended; its arrivals count from `startAtUs`. */
  async run(startAtUs: number): Promise<PacerResult> {
    const { schedule, clock } = this.#options
    this.#startAtUs = startAtUs
    this.#pacer = new Pacer({
      clock,
      startAtUs,
      arrivalsUs: schedule.arrivalsUs,
      fire: (index, intendedAtUs) => this.#fire(index, intendedAtUs),
      rehearse: (index) => this.#rehearse(index),
      tend: (nowUs) => this.#tend(nowUs),
    })
    if (this.#isStopped) this.#pacer.stop()
    const result = await this.#pacer.run()
    for (const { pool } of this.#options.populations) pool.close()
    return result
  }

  /** How many requests were offered beside the schedule. */
  get extras(): number {
    return this.#extras
  }

  /** Hands requests to that many connections alone; undefined: to all. */
  pin(connections: number | undefined): void {
    this.#isPinned = connections !== undefined
    for (const { pool } of this.#options.populations) pool.pin(connections)
  }

  /** Offers nothing more; what is on its way still ends. What was not offered is not counted. */
  stop(): void {
    this.#isStopped = true
    this.#retries.clear()
    this.#steps?.clear()
    this.#pacer?.stop()
  }

  /** Offers nothing more and waits for nothing: what is on its way ends as aborted. */
  abort(): void {
    this.#isAborted = true
    this.stop()
  }

  #fire(index: number, intendedAtUs: number): void {
    const { schedule } = this.#options
    const requestId = requestIdOf(schedule, index)
    const session = this.#steps?.begin(schedule.choices[index] ?? 0, requestId)
    this.#offer(this.#arrivalOf(index, intendedAtUs, session))
  }

  /** Makes the request of an arrival, and forgets it. That operations are HTTP is known (`checkOperations`). */
  #rehearse(index: number): void {
    const { runId } = this.#options.launch
    headOf(requestOf(this.#arrivalOf(index, 0, undefined), runId, undefined, undefined))
  }

  #arrivalOf(index: number, intendedAtUs: number, session: Session | undefined): Arrival {
    const { schedule, clock, populations } = this.#options
    const from = schedule.populations?.[index] ?? 0
    const population = populations[from]
    assert(population !== undefined, `arrival ${index} has no population`)
    const prepared = this.#prepared[from]?.[schedule.choices[index] ?? 0]
    assert(prepared !== undefined, `arrival ${index} has no operation`)
    return {
      requestId: requestIdOf(schedule, index),
      population,
      prepared,
      intendedAtUs,
      firedAtUs: clock(),
      values: schedule.values,
      from: schedule.valuesFrom[index] ?? 0,
      session,
    }
  }

  /** An arrival that is not of the schedule; its id comes after all of those. */
  #fireExtra({ atUs: intendedAtUs, population: only }: DueExtra): void {
    const { schedule, clock, populations, disturbances } = this.#options
    const extra = this.#drawExtra()
    const from =
      only === undefined ? extra.population : populations.findIndex(({ name }) => name === only)
    // Clients that nobody knows send nothing: the burst is not felt, and so it is not proven.
    if (from < 0) return
    const prepared = this.#prepared[from]?.[extra.choice]
    const population = populations[from]
    assert(
      prepared !== undefined && population !== undefined,
      'an extra arrival is of the schedule too',
    )
    disturbances.feel('burst')
    this.#extras += 1
    const requestId = extraIdOf(schedule, this.#extras)
    const { values } = extra
    const times = { intendedAtUs, firedAtUs: clock() }
    const session = this.#steps?.begin(extra.choice, requestId)
    this.#offer({ requestId, population, prepared, ...times, values, from: 0, session })
  }

  #offer(arrival: Arrival): void {
    const { launch, disturbances, onOffer } = this.#options
    const { prepared, population } = arrival
    const token = prepared.needsToken ? population.tokens?.current : undefined
    const change = disturbances.isQuiet ? undefined : this.#changeOf(arrival, token !== undefined)
    const request = requestOf(arrival, launch.runId, token, change)
    onOffer(request)
    population.retry?.offered()
    const exchange = this.#send(request, population)
    if (change?.leavesAfterMs !== undefined) {
      this.#options.after(change.leavesAfterMs, () => exchange.expire('aborted'))
    }
  }

  #changeOf(
    { prepared, population, firedAtUs }: Arrival,
    hasToken: boolean,
  ): RequestChange | undefined {
    const { disturbances } = this.#options
    if (hasToken && population.tokens?.isExpired(firedAtUs) === true)
      disturbances.feel('stale-token')
    if (this.#isPinned) disturbances.feel('pin')
    return disturbances.changeOf(prepared.scheduled.operation.name)
  }

  #send(request: ExchangeRequest, population: Population): Exchange {
    let context = this.#contexts.get(population)
    if (context === undefined) {
      context = this.#contextOf(population)
      this.#contexts.set(population, context)
    }
    const exchange = new Exchange(request, context)
    this.#open.add(exchange)
    return exchange
  }

  /** What all exchanges of a population share. */
  #contextOf(population: Population): ExchangeContext {
    const { clock, launch, after } = this.#options
    return {
      clock,
      deadlineUs: launch.deadlineMs * 1_000,
      pool: population.pool,
      answerBytesMax: population.answerBytesMax,
      after,
      onEnd: (ended, end) => this.#ended(ended, end, population),
    }
  }

  #ended(request: ExchangeRequest, end: ExchangeEnd, population: Population): void {
    const { session } = request
    const judged = session === undefined ? end : this.#steps?.judged(request, end, session)
    const known = judged ?? end
    const isAgain = !this.#isStopped && this.#retries.keeps(request, known, population)
    this.#options.onEnd(request, known, !isAgain)
    if (session === undefined || isAgain || this.#isStopped) return
    const lastAtUs = this.#startAtUs + this.#options.launch.durationS * 1e6
    this.#steps?.goOn(session, known, population, lastAtUs)
  }

  /** Offers the steps of sessions that are due; they count as requests beside the schedule. */
  #goOn(steps: SessionSteps, nowUs: number): void {
    const { clock, populations } = this.#options
    for (const { atUs, item } of steps.takeDue(nowUs)) {
      const { session, choice, population } = item
      const prepared = this.#prepared[populations.indexOf(population)]?.[choice]
      assert(prepared !== undefined, `a session has no operation ${choice}`)
      this.#extras += 1
      const requestId = stepIdOf(session.arrivalId, session.step)
      const times = { intendedAtUs: atUs, firedAtUs: clock() }
      const values = drawnFor(prepared.scheduled, session.random)
      this.#offer({ requestId, population, prepared, ...times, values, from: 0, session })
    }
  }

  /** Sends the retries that are due. A harm may be over while its last ones are still to be sent. */
  #tryAgain(nowUs: number): void {
    const { clock, launch } = this.#options
    for (const { atUs, item } of this.#retries.takeDue(nowUs)) {
      const { request, population } = item
      this.#send(retryOf(request, launch.runId, atUs, clock()), population)
    }
  }

  /** What clients that do wrong send beside the schedule; nothing once that is over. */
  #disturb(nowUs: number): void {
    const { disturbances, schedule } = this.#options
    if (disturbances.isQuiet || this.#isStopped) return
    const endUs = this.#startAtUs + (schedule.arrivalsUs.at(-1) ?? 0)
    if (nowUs > endUs) return
    for (const extra of disturbances.dueExtras(nowUs, extrasPerTurnMax)) this.#fireExtra(extra)
  }

  #tend(nowUs: number): Awaited {
    const { launch, populations, onTurn } = this.#options
    for (const { way } of populations) way.tend(nowUs)
    this.#open.expire(nowUs - launch.deadlineMs * 1_000, this.#isAborted)
    if (this.#retries.size > 0) this.#tryAgain(nowUs)
    if (this.#steps !== undefined && this.#steps.size > 0) this.#goOn(this.#steps, nowUs)
    this.#disturb(nowUs)
    for (const tokens of this.#tokens) tokens.tend(nowUs)
    onTurn(nowUs)
    const thinking = this.#steps?.size ?? 0
    if (this.#retries.size > 0 || thinking > 0 || !this.#options.disturbances.isQuiet) return 'work'
    return this.#open.isEmpty ? 'nothing' : 'answers'
  }
}
