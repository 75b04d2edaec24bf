import { z } from 'zod'
import type { RunStore } from '../store/store.ts'
import { binSql, duringSql } from './bins.ts'

const holderSecondSchema = z.object({
  place: z.string(),
  counter: z.string(),
  limit: z.number(),
  holder: z.string(),
  second: z.number(),
  seen: z.number(),
})

/** The highest count that a holder of a counter believed in, in one stretch of the load. */
export type HolderSecond = z.infer<typeof holderSecondSchema>

/** Holders of the key that was decided about most: what each believed, stretch by stretch. */
export function holderSecondsOf(store: RunStore): Promise<HolderSecond[]> {
  return store.rows(
    `WITH placed AS (
        SELECT place, counter, key_hash, limit_calls, admissions.instance AS holder, at_us,
          count_seen
        FROM admissions JOIN instances ON admissions.instance = instances.instance
        WHERE ${duringSql(store.manifest, 'at_us')}
      ), busiest AS (
        SELECT place, counter, key_hash FROM placed GROUP BY ALL
        ORDER BY count(*) FILTER (count_seen * 2 > limit_calls) DESC, count(*) DESC,
          place, counter, key_hash LIMIT 1)
      SELECT place, counter, max(limit_calls) AS "limit", holder,
        ${binSql(store.manifest, 'at_us')} AS second, max(count_seen) AS seen
      FROM placed SEMI JOIN busiest USING (place, counter, key_hash)
      GROUP BY place, counter, holder, second ORDER BY holder, second`,
    holderSecondSchema,
  )
}
