import { z } from 'zod'
import type { RunStore } from '../store/store.ts'

/** Requests whose witnesses tell times that cannot all be right. */
export type WrongTimes = {
  /** Whose clock differs from whose: `client and gateway westeurope-1-u1-a`. */
  readonly between: string
  readonly requests: number
  /** The least by which one of the two must be wrong. */
  readonly wrongByMs: number
}

const wrongSchema = z.object({
  between: z.string(),
  requests: z.number(),
  wrongByMs: z.number(),
})

/**
 * All witnesses of a run read one clock, so that what causes something stands before it in whatever
 * ledger: a request is sent before it is received, and received before it is answered. Where it does
 * not, a clock is wrong (Lamport, Time, Clocks, and the Ordering of Events, happened-before).
 */
export async function wrongTimesOf(
  store: RunStore,
  { strangers }: { readonly strangers: number },
): Promise<readonly WrongTimes[]> {
  // Calls that no client knows stand in no attempt, and only then is all to be joined again.
  const ofCalls = strangers > 0 ? joinedSql('TRUE') : `${aloneSql} UNION ALL ${joinedSql(again)}`
  return store.rows(
    `WITH pairs AS (
        SELECT instance, NULL::word AS backend, dispatched_at_us AS from_us,
          gateway_received_at_us AS at_us,
          CASE WHEN outcome <> 'unknown'::word THEN ended_at_us END AS to_us
        FROM attempts WHERE gateway_calls = 1
        UNION ALL ${ofCalls}
      ), wrong AS (
        SELECT instance, backend,
          greatest(coalesce(from_us - at_us, 0), coalesce(at_us - to_us, 0)) AS by_us
        FROM pairs WHERE at_us IS NOT NULL
      ), known AS (
        SELECT instance, backend, count(*)::INTEGER AS requests, max(by_us) / 1e3 AS "wrongByMs"
        FROM wrong WHERE by_us > ${slackUs} GROUP BY instance, backend
      )
      SELECT CASE WHEN backend IS NULL THEN 'client and gateway ' || instance
          ELSE 'gateway ' || instance || ' and backend ' || backend END AS between,
        requests, "wrongByMs"
      FROM known ORDER BY requests DESC, between`,
    wrongSchema,
  )
}

const aloneSql = `SELECT instance, backend, gateway_received_at_us, backend_received_at_us,
    CASE WHEN gateway_event = 'answered'::word THEN gateway_ended_at_us END
  FROM attempts_alone WHERE gateway_calls = 1 AND executions = 1`

const again = 'request_id IN (FROM crowd)'

const joinedSql = (among: string) => `
  SELECT gateway.instance, backend, gateway.received_at_us, backend.received_at_us,
    CASE WHEN gateway.event = 'answered'::word THEN gateway.ended_at_us END
  FROM (FROM backend_calls WHERE ${among}) backend
    JOIN (FROM gateway_calls WHERE ${among}) gateway USING (request_id, attempt)`

/** Engines that are no processes of ours count from a zero that was set against another clock once. */
const slackUs = 10_000
