import type { RunTables } from '../query/run-tables.ts'

/** The kept relations of a run, wherever they are. */
export type WitnessTables = Pick<RunTables, 'rows'>

/** One thing that one witness wrote down, or did, at one instant. */
export type Step = {
  readonly atUs: number
  /** The ledger that tells it: `client`, `edge`, `gateway westeurope-1-u1-a`, `backend orders`, `fault`. */
  readonly witness: string
  readonly what: string
}
