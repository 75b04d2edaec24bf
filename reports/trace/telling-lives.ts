import { z } from 'zod'
import { lifeOfRequest, type RequestLife } from './life-of-request.ts'
import type { WitnessTables } from './step.ts'

/** The lives that tell most of a run: of the slowest answered request, and of the first one lost. */
export async function tellingLivesOf(tables: WitnessTables): Promise<RequestLife[]> {
  const ids = await tables.rows(
    `SELECT (SELECT arg_max(request_id, latency_us) FROM requests, run
        WHERE outcome = 'ok' AND intended_at_us >= load_start_us) AS slowest,
      -- One that a fault hit says more than one that failed in passing.
      (SELECT request_id FROM requests, run WHERE outcome IN ('unknown', 'failed')
        AND intended_at_us >= load_start_us
        ORDER BY CASE phase WHEN 'during' THEN 0 ELSE 1 END, intended_at_us LIMIT 1) AS lost`,
    z.object({ slowest: z.number().optional(), lost: z.number().optional() }),
  )
  const told = ids.flatMap(({ slowest, lost }) => [slowest ?? [], lost ?? []].flat())
  const lives: RequestLife[] = []
  for (const id of told) lives.push(await lifeOfRequest(tables, String(id)))
  return lives
}
