import { z } from 'zod'
import type { RunStore } from './store/store.ts'

const zoneShareSchema = z.object({
  second: z.number(),
  zone: z.string(),
  requests: z.number(),
  share: z.number(),
})
/** Which zone took how much of the requests sent in one second of the load. */
export type ZoneShare = z.infer<typeof zoneShareSchema>

// Zod takes only finite numbers for numbers.
const latencyMs = z.number().or(z.literal(Number.POSITIVE_INFINITY))

const secondSchema = z.object({
  second: z.number(),
  offered: z.number(),
  ok: z.number(),
  rejected: z.number(),
  failed: z.number(),
  unknown: z.number(),
  notSent: z.number(),
  p50Ms: latencyMs.optional(),
  p99Ms: latencyMs.optional(),
})
/** One second of the load, by intended start; latencies are infinite where nothing was answered. */
export type LoadSecond = z.infer<typeof secondSchema>

/** The load second by second, without its warm-up. */
export function loadSecondsOf(store: RunStore): Promise<LoadSecond[]> {
  return store.rows(
    `SELECT second, offered, ok, rejected, failed, unknown, not_sent AS "notSent",
      p50_ms AS "p50Ms", p99_ms AS "p99Ms" FROM per_second WHERE second >= 0 ORDER BY second`,
    secondSchema,
  )
}

/** Every zone in every second, also where it took nothing. */
export function zoneSharesOf(store: RunStore): Promise<ZoneShare[]> {
  return store.rows(
    `WITH sent AS (
        SELECT floor((intended_at_us - load_start_us) / 1e6)::INTEGER AS second, zone,
          count(*) AS requests
        FROM requests, run WHERE zone IS NOT NULL AND intended_at_us >= load_start_us GROUP BY ALL
      ), grid AS (SELECT DISTINCT second, zones.zone FROM per_second,
          (SELECT DISTINCT zone FROM instances) zones WHERE second >= 0)
      SELECT second, zone, coalesce(requests, 0) AS requests, coalesce(requests, 0) /
        greatest(sum(coalesce(requests, 0)) OVER (PARTITION BY second), 1) AS share
      FROM grid LEFT JOIN sent USING (second, zone) ORDER BY second, zone`,
    zoneShareSchema,
  )
}
