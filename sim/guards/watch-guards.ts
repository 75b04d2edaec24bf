import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadProgress } from '../../ledger/launch/load.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { type Clock, every } from '../clock.ts'
import { errorBudgetJudge } from './error-budget.ts'

export type GuardOptions = {
  readonly clock: Clock
  /** The run folder; a file `stop` in it ends the run. */
  readonly folder: string
  /** Ends the run; `why` is part of a sentence. Called once. */
  trip(why: string): void
}

export type Guards = Disposable & {
  /** What the load told of one more second. */
  loadAt(progress: LoadProgress): void
}

/** Whoever makes a stop file wants an end now; half a second is now. */
const stopFilePeriodMs = 500

/** Watches over a run from now on: its error budget, its duration, its stop files. */
export function watchGuards(
  { errorBudget, maxDurationS, stopFile }: Scenario['guards'],
  { clock, folder, trip }: GuardOptions,
): Guards {
  let isOver = false
  const tripOnce = (why: string) => {
    if (!isOver) trip(why)
    isOver = true
  }
  const stopFiles = [join(folder, 'stop'), ...(stopFile === undefined ? [] : [stopFile])]
  const lookForStop = () => {
    const found = stopFiles.find((file) => existsSync(file))
    if (found !== undefined) tripOnce(`someone made the stop file ${found}`)
  }
  const budget = errorBudget === undefined ? undefined : errorBudgetJudge(errorBudget)
  const callsOff = [
    every(clock, stopFilePeriodMs, lookForStop),
    ...(maxDurationS === undefined
      ? []
      : [
          clock.after(maxDurationS * 1_000, () =>
            tripOnce(`it took longer than the ${maxDurationS} s that its guard allows`),
          ),
        ]),
  ]
  return {
    loadAt(progress) {
      const why = budget?.hear(progress)
      if (why !== undefined) tripOnce(why)
    },
    [Symbol.dispose]() {
      isOver = true
      for (const callOff of callsOff) callOff()
    },
  }
}
