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
  const rows: LoadTime[] = []
  // One after the other: to know a quantile is to hold all that it is of.
  for (const name of loadTimeNames) {
    const { us, among } = parts[name]
    rows.push(
      ...(await store.rows(
        `SELECT '${name}' AS name, count, us[1] / 1e3 AS "p50Ms", us[2] / 1e3 AS "p99Ms",
            most / 1e3 AS "maxMs"
          FROM (SELECT count(us) AS count, quantile_disc(us, [0.5, 0.99]) AS us, max(us) AS most
            FROM (SELECT ${us} AS us FROM attempts, run
              WHERE intended_at_us >= load_start_us AND ${among}))
          WHERE count > 0`,
        rowSchema,
      )),
    )
  }
  return rows
}

const answered = "status > 0 AND failure = 'none'::word"

/** Of which attempts, and which time of each. */
const parts: Readonly<Record<LoadTimeName, { readonly us: string; readonly among: string }>> = {
  lateness: { us: 'fired_at_us - intended_at_us', among: 'TRUE' },
  poolWait: { us: 'dispatched_at_us - fired_at_us', among: 'dispatched_at_us IS NOT NULL' },
  connect: { us: 'connected_at_us - dispatched_at_us', among: 'connected_at_us IS NOT NULL' },
  service: {
    us: 'ended_at_us - coalesce(connected_at_us, dispatched_at_us)',
    among: answered,
  },
  response: { us: 'ended_at_us - intended_at_us', among: answered },
}
