import { z } from 'zod'
import { endpointSchema } from './gateway.ts'

/** What a simulated backend is told at its start (first line of its standard input). */
export const backendLaunchSchema = z.strictObject({
  /** As the scenario names it; part of its ledger's file name. */
  name: z.string(),
  /** Counts the starts of this backend, from 1; a later one gets a ledger file of its own. */
  incarnation: z.number().int().positive().default(1),
  runId: z.string(),
  /** `process.hrtime.bigint()` of the run's zero, as a decimal string. */
  epochNs: z.string(),
  seed: z.number().int(),
  /** Port 0: any free one; `ready` says which. */
  listen: endpointSchema,
  /** Absent: no ledger is written. */
  ledgerFolder: z.string().optional(),
  /** Median service time. */
  latencyMs: z.number().nonnegative(),
  /** Sigma of the lognormal service time; 0 is a fixed one. */
  spread: z.number().nonnegative(),
  /** Of a response, as long as its echo leaves room for padding. */
  bodyBytes: z.number().int().nonnegative(),
})

export type BackendLaunch = z.infer<typeof backendLaunchSchema>

/** The ledger file of one life of a backend, in the run's ledger folder. */
export function backendLedgerFileOf({ name, incarnation }: BackendLaunch): string {
  return incarnation === 1 ? `backend-${name}.ledger` : `backend-${name}-${incarnation}.ledger`
}
