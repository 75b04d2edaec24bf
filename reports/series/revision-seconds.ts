import { z } from 'zod'
import type { RunStore } from '../store/store.ts'
import { binSql, duringSql } from './bins.ts'

const revisionSecondSchema = z.object({
  second: z.number(),
  revision: z.string(),
  share: z.number(),
})

/** The share of the calls of a stretch that a revision of the configuration answered. */
export type RevisionSecond = z.infer<typeof revisionSecondSchema>

export function revisionSecondsOf(store: RunStore): Promise<RevisionSecond[]> {
  return store.rows(
    `WITH answered AS (
        SELECT ${binSql(store.manifest, 'received_at_us')}::INTEGER AS second, revision, count(*) AS calls
        FROM gateway_calls
        WHERE event = 'answered'::word AND revision > 0 AND ${duringSql(store.manifest, 'received_at_us')}
        GROUP BY ALL)
      SELECT second, revision::VARCHAR AS revision,
        round(calls / sum(calls) OVER (PARTITION BY second), 4) AS share
      FROM answered ORDER BY second, answered.revision`,
    revisionSecondSchema,
  )
}
