import { z } from 'zod'

/** Of a load that k6 makes: what its engine is told beside what every load is told. */
export const k6LaunchSchema = z.strictObject({
  /** Absolute path of the script; absent: one is written from the operations. */
  script: z.string().optional(),
  /** For the script's `__ENV`, beside what the engine puts there itself. */
  env: z.record(z.string(), z.string()),
  /** Primary keys by subscription id, for the script. */
  keys: z.record(z.string(), z.string()),
  /** Port of k6's web dashboard; absent: none. */
  dashboardPort: z.number().int().positive().max(65_535).optional(),
  /** More than this many virtual users are not made for arrivals that find none free. */
  usersMax: z.number().int().positive(),
  /** For what lives as long as the run: the bundled script, its options. */
  workFolder: z.string(),
  /** Kept with the run: what k6 says of its own thresholds. */
  logFolder: z.string(),
})

export type K6Launch = z.infer<typeof k6LaunchSchema>

/** What k6 itself said at its end; a cross-check, never the verdict. */
export const k6ResultSchema = z.strictObject({
  /** `v2.2.0`. */
  version: z.string(),
  exitCode: z.number().int(),
  /** How its requests came into the ledger. */
  by: z.enum(['output', 'csv']),
  /** Iterations that found no free virtual user. */
  droppedIterations: z.number().int().nonnegative(),
  /** Requests whose module is not bundled, and which carry no id: no other ledger knows them. */
  withoutId: z.number().int().nonnegative(),
  /** Errors that k6 and the script logged, with the first of them. */
  errors: z.number().int().nonnegative(),
  firstError: z.string().optional(),
  thresholds: z.array(
    z.strictObject({ metric: z.string(), threshold: z.string(), isMet: z.boolean() }),
  ),
})

export type K6Result = z.infer<typeof k6ResultSchema>
