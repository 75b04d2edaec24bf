import { z } from 'zod'
import type { RunStore } from './store/store.ts'

// z.number() takes no infinity, which is what an attempt without a good answer took.
const latencyMsSchema = z.union([z.number(), z.literal(Number.POSITIVE_INFINITY)]).optional()
const attemptSchema = z.object({
  attempt: z.number(),
  count: z.number(),
  ok: z.number(),
  rejected: z.number(),
  failed: z.number(),
  unknown: z.number(),
  notSent: z.number(),
  p50Ms: latencyMsSchema,
  p99Ms: latencyMsSchema,
})
const phaseSchema = z.object({ phase: z.string(), requests: z.number(), attempts: z.number() })

/** How clients tried again; warm-up left out. */
export type Retries = {
  /**
   * Attempts by their number. Their latency counts from when each was due, without rejected ones,
   * and is infinite for what had no good answer.
   */
  readonly attempts: readonly z.infer<typeof attemptSchema>[]
  /** By the phase of the request; attempts for each request are the amplification. */
  readonly phases: readonly z.infer<typeof phaseSchema>[]
}

/** Undefined when every request was one attempt. */
export async function retriesOf(store: RunStore): Promise<Retries | undefined> {
  const again = await store.rows(
    'SELECT 1 AS one FROM attempts, run WHERE attempt > 1 AND intended_at_us >= load_start_us LIMIT 1',
    z.object({ one: z.number() }),
  )
  if (again.length === 0) return undefined
  const attempts = await store.rows(
    `WITH judged AS (SELECT attempts.*, CASE WHEN outcome = 'ok'::word
        THEN ended_at_us - intended_at_us ELSE 'infinity'::DOUBLE END AS latency_us
        FROM attempts, run WHERE intended_at_us >= load_start_us)
      SELECT * EXCLUDE (us), us[1] / 1e3 AS "p50Ms", us[2] / 1e3 AS "p99Ms" FROM (
        SELECT attempt, count(*) AS count, count(*) FILTER (outcome = 'ok'::word) AS ok,
        count(*) FILTER (outcome = 'rejected'::word) AS rejected,
        count(*) FILTER (outcome = 'failed'::word) AS failed,
        count(*) FILTER (outcome = 'unknown'::word) AS unknown,
        count(*) FILTER (outcome = 'not-sent'::word) AS "notSent",
        quantile_disc(latency_us, [0.5, 0.99]) FILTER (outcome <> 'rejected'::word) AS us
        FROM judged GROUP BY attempt) ORDER BY attempt`,
    attemptSchema,
  )
  const phases = await store.rows(
    `SELECT phase, count(*) AS requests, sum(attempts)::INTEGER AS attempts
      FROM requests, run WHERE intended_at_us >= load_start_us AND phase IS NOT NULL
      GROUP BY phase ORDER BY min(intended_at_us)`,
    phaseSchema,
  )
  return { attempts, phases }
}
