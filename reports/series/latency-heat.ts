import { z } from 'zod'
import type { RunStore } from '../store/store.ts'
import { binSecondsOf, binSql } from './bins.ts'

/** Steps of the scale of latency in each factor of ten. */
export const stepsPerDecade = 6

const cellSchema = z.object({
  second: z.number(),
  endSecond: z.number(),
  fromMs: z.number().optional(),
  requests: z.number(),
  share: z.number(),
})

/** How many requests of a stretch had a latency of this step; no `fromMs`: they got no good answer. */
export type HeatCell = z.infer<typeof cellSchema>

/** Requests by time and latency, rejected ones and the warm-up left out. */
export function latencyHeatOf(store: RunStore): Promise<HeatCell[]> {
  const widthS = binSecondsOf(store.manifest)
  return store.rows(
    `WITH cells AS (
        SELECT ${binSql(store.manifest, 'intended_at_us')}::INTEGER AS second,
          CASE WHEN isfinite(latency_us)
            THEN floor(log10(greatest(latency_us, 1) / 1e3) * ${stepsPerDecade})::INTEGER END AS step,
          count(*) AS requests
        FROM requests WHERE outcome <> 'rejected'::word AND intended_at_us >= ${store.manifest.loadStartUs}
        GROUP BY ALL)
      SELECT second, second + ${widthS} AS "endSecond",
        round(pow(10, step::DOUBLE / ${stepsPerDecade}), 6) AS "fromMs", requests,
        round(requests / sum(requests) OVER (PARTITION BY second), 4) AS share
      FROM cells ORDER BY second, step NULLS LAST`,
    cellSchema,
  )
}
