import { z } from 'zod'
import type { RunStore } from './store/store.ts'

export const loadTimeNames = ['lateness', 'poolWait', 'connect', 'service', 'response'] as const
export type LoadTimeName = (typeof loadTimeNames)[number]

/** One part of what users waited for, over the requests that had it. */
export type LoadTime = {
  readonly name: LoadTimeName
  readonly count: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

const rowSchema = z.object({
  name: z.enum(loadTimeNames),
  count: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  maxMs: z.number(),
})

/**
 * Where the time of attempts went: of those that were answered the first four add up to the last.
 * The warm-up is left out; a part that no attempt had is left out too.
 */
export async function loadTimesOf(store: RunStore): Promise<readonly LoadTime[]> {
  const rows = await store.rows(
    `WITH judged AS (SELECT * FROM attempts, run WHERE intended_at_us >= load_start_us),
      parts AS (
        SELECT 'lateness' AS name, fired_at_us - intended_at_us AS us FROM judged
        UNION ALL SELECT 'poolWait', dispatched_at_us - fired_at_us FROM judged
        UNION ALL SELECT 'connect', connected_at_us - dispatched_at_us FROM judged
        UNION ALL SELECT 'service', ended_at_us - coalesce(connected_at_us, dispatched_at_us)
          FROM judged WHERE status > 0 AND failure = 'none'
        UNION ALL SELECT 'response', ended_at_us - intended_at_us
          FROM judged WHERE status > 0 AND failure = 'none')
      SELECT name, count(*) AS count, quantile_disc(us, 0.5) / 1e3 AS "p50Ms",
        quantile_disc(us, 0.99) / 1e3 AS "p99Ms", max(us) / 1e3 AS "maxMs"
      FROM parts WHERE us IS NOT NULL GROUP BY name`,
    rowSchema,
  )
  return loadTimeNames.flatMap((name) => rows.find((row) => row.name === name) ?? [])
}
