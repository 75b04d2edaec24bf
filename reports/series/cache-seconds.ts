import { z } from 'zod'
import type { RunStore } from '../store/store.ts'
import { binSql, duringSql } from './bins.ts'

const cacheSecondSchema = z.object({
  place: z.string(),
  second: z.number(),
  hits: z.number(),
  lookups: z.number(),
})

/** Look-ups in the cache of a region (or gateway) in one stretch of the load. */
export type CacheSecond = z.infer<typeof cacheSecondSchema>

export function cacheSecondsOf(store: RunStore): Promise<CacheSecond[]> {
  return store.rows(
    `SELECT place, ${binSql(store.manifest, 'received_at_us')} AS second,
        count(*) FILTER (cache = 'hit'::word) AS hits, count(*) AS lookups
      FROM gateway_calls JOIN instances USING (instance)
      WHERE cache <> 'none'::word AND ${duringSql(store.manifest, 'received_at_us')}
      GROUP BY ALL ORDER BY place, second`,
    cacheSecondSchema,
  )
}
