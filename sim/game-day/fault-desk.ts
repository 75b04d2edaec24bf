import { GatedrillError } from '../../ledger/errors.ts'
import type { Clock } from '../clock.ts'
import { worldErrorCodes, worldProblem } from '../errors.ts'
import type { PlanWorld } from '../faults/define-fault.ts'
import type { Journal } from '../faults/journal.ts'
import { planFaults, type ResolvedFault } from '../faults/plan-faults.ts'
import { type FaultOutcome, type FaultState, runFault } from '../faults/run-fault.ts'
import type { RunRecord } from '../run-record.ts'
import type { World } from '../world.ts'
import type { FaultStatus, Inject } from './protocol.ts'

export type FaultDeskParts = {
  readonly clock: Clock
  readonly record: Pick<RunRecord, 'addFault' | 'event' | 'faultAt'>
  readonly world: Pick<World, 'forFault'>
  /** Aborted: what is active is undone as in a drill that is broken off. */
  readonly signal: AbortSignal
  /** What targets are resolved from. */
  readonly plan: PlanWorld
  readonly journal: Journal
  /** Times of faults count from here, microseconds since the epoch. */
  readonly loadStartUs: number
}

/** A fault that nobody heals is undone after an hour. */
const longestS = 3_600
/** A fault's harm ends by itself this long after it should have been undone. */
const lifetimeSlackMs = 30_000

type Injected = {
  readonly resolved: ResolvedFault
  readonly injectedAtUs: number
  readonly endAtUs: number
  readonly endNow: AbortController
  state: FaultState
  isProven: boolean
  outcome?: FaultOutcome
  /** Resolves when it is over. */
  over: Promise<void>
}

/** Where faults of a game day are injected and healed by hand; each runs as a planned one does. */
export class FaultDesk {
  readonly #parts: FaultDeskParts
  readonly #faults = new Map<string, Injected>()
  #isClosed = false

  constructor(parts: FaultDeskParts) {
    this.#parts = parts
  }

  /** Begins to apply it and returns at once; a GatedrillError says what it cannot harm, and why. */
  inject(wanted: Inject): FaultStatus {
    if (this.#isClosed) throw closed(wanted.kind)
    const { clock, record, loadStartUs } = this.#parts
    const injectedAtUs = clock.nowUs()
    const durationS = wanted.durationS ?? longestS
    const resolved = this.#resolve(wanted, (injectedAtUs - loadStartUs) / 1_000_000, durationS)
    const { planned } = resolved
    record.addFault(planned)
    record.event({
      atUs: injectedAtUs,
      kind: 'fault-planned',
      source: 'controller',
      fault: planned.id,
      detail: planned,
    })
    const injected: Injected = {
      resolved,
      injectedAtUs,
      endAtUs: injectedAtUs + durationS * 1_000_000,
      endNow: new AbortController(),
      state: 'planned',
      isProven: false,
      over: Promise.resolve(),
    }
    this.#faults.set(planned.id, injected)
    injected.over = this.#run(injected)
    return this.#statusOf(injected)
  }

  /** All of the game day, in the order of their injection. */
  status(): FaultStatus[] {
    return [...this.#faults.values()].map((injected) => this.#statusOf(injected))
  }

  /** Ids of those that are not over. */
  get active(): readonly string[] {
    return [...this.#faults].filter(([, { outcome }]) => outcome === undefined).map(([id]) => id)
  }

  /** Ends it before its time; resolves when it is undone. Undefined when there is none of that id. */
  async heal(id: string): Promise<FaultStatus | undefined> {
    const injected = this.#faults.get(id)
    if (injected === undefined) return undefined
    injected.endNow.abort(new Error('healed by hand'))
    await injected.over
    return this.#statusOf(injected)
  }

  /** Ends all that are active, side by side. */
  async healAll(): Promise<FaultStatus[]> {
    const healed = await Promise.all(this.active.map((id) => this.heal(id)))
    return healed.filter((status) => status !== undefined)
  }

  /** Takes no further fault, and ends those that are active. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.healAll()
  }

  #resolve({ kind, params }: Inject, atS: number, durationS: number): ResolvedFault {
    try {
      const input = { ...params, kind, atS, durationS }
      const [resolved] = planFaults([input], this.#parts.plan, Number.POSITIVE_INFINITY)
      if (resolved === undefined) throw new Error(`${kind} was not resolved`)
      const id = `${kind}#${this.#faults.size + 1}`
      return { ...resolved, planned: { ...resolved.planned, id } }
    } catch (error) {
      throw error instanceof GatedrillError ? withoutPlace(error) : error
    }
  }

  async #run(injected: Injected): Promise<void> {
    const { clock, record, world, signal, journal } = this.#parts
    const { planned } = injected.resolved
    const endNow = injected.endNow.signal
    const waits = AbortSignal.any([signal, endNow])
    const lifetimeMs = planned.durationS * 1_000 + lifetimeSlackMs
    injected.outcome = await runFault(injected.resolved, {
      clock,
      world: world.forFault(planned.id, lifetimeMs, waits),
      journal,
      endAtUs: injected.endAtUs,
      signal,
      endNow,
      say: (event) => record.event({ source: 'controller', ...event }),
      onState: (state) => {
        if (state === 'proven') injected.isProven = true
        // A proof may come before the last step of the harm, and says more.
        injected.state = state === 'applied' && injected.isProven ? 'proven' : state
        record.faultAt(planned.id, state)
      },
    })
  }

  #statusOf({ resolved, injectedAtUs, endAtUs, ...injected }: Injected): FaultStatus {
    const nowUs = this.#parts.clock.nowUs()
    const { id, kind, params, targets } = resolved.planned
    const sinceS = (nowUs - injectedAtUs) / 1_000_000
    const { state, isProven, outcome } = injected
    const own = { id, kind, params, targets: [...targets], state, isProven, sinceS }
    if (outcome === undefined) {
      const remainingS = Math.max(0, (endAtUs - nowUs) / 1_000_000)
      return { ...own, isActive: true, remainingS }
    }
    const { isHealed, errors } = outcome
    return { ...own, isActive: false, isHealed, errors: [...errors] }
  }
}

/** There is no scenario file in which it would be `faults[0]`. */
function withoutPlace({ problems }: GatedrillError): GatedrillError {
  return new GatedrillError(
    problems.map((problem) => ({ ...problem, where: problem.where.replace(/^faults\[0\] /, '') })),
  )
}

function closed(kind: string): GatedrillError {
  return new GatedrillError(
    worldProblem({
      code: worldErrorCodes.gameDayClosed,
      where: kind,
      what: 'no fault is taken any more',
      why: 'the game day is ending',
      fix: 'start another one: gatedrill up <scenario>',
    }),
  )
}
