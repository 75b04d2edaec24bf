import { z } from 'zod'
import type { RunStore } from '../store/store.ts'
import { binSecondsOf, binSql } from './bins.ts'

const instanceSecondSchema = z.object({
  instance: z.string(),
  zone: z.string(),
  second: z.number(),
  perSecond: z.number(),
  bad: z.number(),
})

/** What one instance took in a stretch of the load, and how much of it got no good answer, a second. */
export type InstanceSecond = z.infer<typeof instanceSecondSchema>

/** Every instance in every stretch, also where it took nothing. */
export function instanceSecondsOf(store: RunStore): Promise<InstanceSecond[]> {
  const widthS = binSecondsOf(store.manifest)
  return store.rows(
    `WITH taken AS (
        SELECT instance, ${binSql(store.manifest, 'intended_at_us')} AS second,
          count(*) AS requests, count(*) FILTER (outcome NOT IN ('ok'::word, 'rejected'::word)) AS bad
        FROM requests WHERE instance IS NOT NULL
          AND intended_at_us >= ${store.manifest.loadStartUs} GROUP BY ALL
      ), seconds AS (SELECT DISTINCT second FROM taken)
      SELECT instances.instance, zone, seconds.second AS second, round(coalesce(requests, 0) / ${widthS}, 2) AS "perSecond",
        round(coalesce(bad, 0) / ${widthS}, 2) AS bad
      FROM instances CROSS JOIN seconds LEFT JOIN taken
        ON taken.instance = instances.instance AND taken.second = seconds.second
      ORDER BY zone, instances.instance, seconds.second`,
    instanceSecondSchema,
  )
}
