import type { FaultKind } from './fault-kinds.ts'

/** One fault, or several that belong together; all other fields are the fault's parameters. */
type TimedInput = {
  /** A fault by its name; `gatedrill faults <kind>` explains it. */
  kind?: FaultKind
  /** Seconds until it is undone. */
  durationS?: number
  /** Faults one after the other. */
  sequence?: { steps: FaultStepInput[]; gapS?: number }
  /** Faults side by side. */
  parallel?: {
    steps: FaultStepInput[]
    heal?: 'as-said' | 'in-order' | 'reverse' | 'random'
    healEveryS?: number
  }
  /** A fault again and again. */
  repeat?: { step: FaultStepInput; times: number; everyS?: number }
  /** Faults drawn from the seed, at times drawn from it. */
  random?: { choices: FaultStepInput[]; count: number; withinS: number }
  [param: string]: unknown
}

/** A part of a schedule; `afterS` counts from where the schedule has come to. */
export type FaultStepInput = TimedInput & { afterS?: number }

/** What a scenario in TypeScript writes into `faults`; `atS` counts from the start of the load. */
export type FaultEntryInput = TimedInput & { atS: number }
