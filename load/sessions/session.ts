import type { LaunchedSession } from '../../ledger/launch/sessions.ts'
import { type Random, randomOf } from '../random.ts'
import { type Answer, type Extractor, extractorOf } from './extract.ts'
import { thinkMsOf } from './think.ts'

/** A session as it is compiled once: what each step needs and gives. */
export type SessionPlan = {
  readonly steps: readonly {
    /** Index of its operation. */
    readonly choice: number
    readonly think: LaunchedSession['steps'][number]['think']
    readonly extract: readonly { readonly variable: string; readonly of: Extractor }[]
  }[]
}

export function sessionPlanOf({ steps }: LaunchedSession): SessionPlan {
  return {
    steps: steps.map(({ operation, think, extract }) => ({
      choice: operation,
      think,
      extract: Object.entries(extract).map(([variable, extraction]) => {
        return { variable, of: extractorOf(extraction) }
      }),
    })),
  }
}

/** One user on the way through the steps; what it draws is of the seed and its arrival alone. */
export class Session {
  readonly arrivalId: number
  readonly random: Random
  readonly variables = new Map<string, string>()
  readonly #plan: SessionPlan
  #step = 0

  constructor(plan: SessionPlan, arrivalId: number, seed: number) {
    this.#plan = plan
    this.arrivalId = arrivalId
    this.random = randomOf(seed, `session-${arrivalId}`)
  }

  /** Where it stands, from 0. */
  get step(): number {
    return this.#step
  }

  /** Whether somebody has to keep the answer of this step. */
  get extracts(): boolean {
    return (this.#plan.steps[this.#step]?.extract.length ?? 0) > 0
  }

  /** Takes the variables of this step; false when one of them is not there. */
  take(answer: Answer): boolean {
    for (const { variable, of } of this.#plan.steps[this.#step]?.extract ?? []) {
      const value = of(answer)
      if (value === undefined) return false
      this.variables.set(variable, value)
    }
    return true
  }

  /** Goes to the next step: its operation, and how long the user thinks before; undefined: done. */
  next(): { readonly choice: number; readonly thinkMs: number } | undefined {
    this.#step += 1
    const step = this.#plan.steps[this.#step]
    return step && { choice: step.choice, thinkMs: thinkMsOf(step.think, this.random) }
  }
}
