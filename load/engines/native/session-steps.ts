import type { LaunchedSession } from '../../../ledger/launch/sessions.ts'
import type { Population } from '../../populations/populations.ts'
import { Session, type SessionPlan, sessionPlanOf } from '../../sessions/session.ts'
import { DueQueue } from './due-queue.ts'
import type { ExchangeEnd, ExchangeRequest } from './exchange.ts'

/** The next step of a session, when its user has thought. */
export type DueStep = {
  readonly session: Session
  readonly choice: number
  readonly population: Population
}

/** However many are due: answers must be read as well. */
const perTurnMax = 64

/** Users on their way through sessions: each step follows the one before, and its own thinking. */
export class SessionSteps {
  readonly #seed: number
  /** By the operation of their first step. */
  readonly #plans: ReadonlyMap<number, SessionPlan>
  readonly #due = new DueQueue<DueStep>()

  constructor(sessions: readonly LaunchedSession[], seed: number) {
    this.#seed = seed
    this.#plans = new Map(
      sessions.map((session) => [session.steps[0]?.operation ?? 0, sessionPlanOf(session)]),
    )
  }

  /** How many users think. */
  get size(): number {
    return this.#due.size
  }

  /** The session that an arrival begins, if that is what it is. */
  begin(choice: number, arrivalId: number): Session | undefined {
    const plan = this.#plans.get(choice)
    return plan && new Session(plan, arrivalId, this.#seed)
  }

  /** How a step ended for its user: an answer without what is looked for is no good one. */
  judged({ kept }: ExchangeRequest, end: ExchangeEnd, session: Session): ExchangeEnd {
    const isFound = end.outcome !== 'ok' || kept === undefined || session.take(kept)
    kept?.forget()
    return isFound ? end : { ...end, outcome: 'failed', failure: 'nothing-extracted' }
  }

  /** The user goes on after a good answer, unless what is next would begin after `lastAtUs`. */
  goOn(session: Session, end: ExchangeEnd, population: Population, lastAtUs: number): void {
    if (end.outcome !== 'ok') return
    const next = session.next()
    if (next === undefined) return
    const dueAtUs = end.endedAtUs + next.thinkMs * 1_000
    if (dueAtUs <= lastAtUs) this.#due.add(dueAtUs, { session, choice: next.choice, population })
  }

  /** Those that are due by now, at most so many that there is time for the rest. */
  *takeDue(nowUs: number): Generator<{ readonly atUs: number; readonly item: DueStep }> {
    for (let count = 0; count < perTurnMax; count += 1) {
      const due = this.#due.takeDue(nowUs)
      if (due === undefined) return
      yield due
    }
  }

  clear(): void {
    this.#due.clear()
  }
}
