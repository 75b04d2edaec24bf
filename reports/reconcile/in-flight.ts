import { z } from 'zod'
import type { RunStore } from '../store/store.ts'

/**
 * How an attempt stood to a fault of the instance that it was sent to: on its way at t0 (the first
 * proven effect), sent between t0 and the detection, or sent later, over a connection that stayed
 * pinned to the instance.
 */
export const relationsToFault = ['at-t0', 'before-detection', 'after-detection'] as const

/** What became of an attempt that a fault may have hit. */
export const hitFates = [
  'answered',
  'rejected',
  'failed',
  'executed-unacknowledged',
  'arrived-only',
  'never-arrived',
] as const

const hitSchema = z.object({
  fault: z.string(),
  relation: z.enum(relationsToFault),
  requestId: z.number(),
  attempt: z.number(),
  operation: z.string(),
  instance: z.string(),
  zone: z.string(),
  dispatchedAtUs: z.number(),
  endedAtUs: z.number(),
  fate: z.enum(hitFates),
  failure: z.string(),
})

/** One attempt that was on its way to a target of a fault; see `relationsToFault`. */
export type Hit = z.infer<typeof hitSchema>

/**
 * Every attempt in flight in the harmed instances, one by one, in the order of dispatch: all that
 * were sent before the detection, and of later ones those that were not answered. Which instance
 * it was, the edge's record of the connection tells, so a dead instance needs no ledger for it.
 * Kept as the table `in_flight`.
 */
export async function inFlightOf(store: RunStore): Promise<Hit[]> {
  await store.createTable(
    'in_flight',
    `WITH harmed AS (
        SELECT *, coalesce(proven_at_us, applying_at_us) AS t0_us FROM faults
        WHERE applying_at_us IS NOT NULL
      ), hits AS (
        SELECT fault, CASE WHEN dispatched_at_us < t0_us THEN 'at-t0'
            WHEN detected_at_us IS NULL OR dispatched_at_us < detected_at_us
            THEN 'before-detection' ELSE 'after-detection' END AS relation,
          request_id, attempt, operation, instance, zone, dispatched_at_us, ended_at_us,
          applying_at_us, t0_us, outcome, failure, executions, gateway_event, gateway_status,
          gateway_calls
        FROM attempts JOIN harmed ON attempts.instance = harmed.target
          JOIN instances USING (instance)
        WHERE dispatched_at_us < coalesce(undoing_at_us, 'infinity'::DOUBLE)
      )
      SELECT fault, relation, request_id, attempt, operation, instance, zone, dispatched_at_us,
        ended_at_us, CASE
          WHEN outcome = 'ok'::word THEN 'answered'
          WHEN outcome IN ('rejected'::word, 'failed'::word) AND failure = 'none'::word THEN outcome
          WHEN executions > 0 THEN 'executed-unacknowledged'
          WHEN gateway_event = 'answered'::word AND gateway_status BETWEEN 200 AND 399
            THEN 'executed-unacknowledged'
          WHEN gateway_event = 'answered'::word THEN 'rejected'
          WHEN gateway_calls > 0 THEN 'arrived-only'
          ELSE 'never-arrived' END AS fate, failure
      FROM hits
      -- Before the proof, the fault had bitten already when an attempt got no answer.
      WHERE (relation = 'at-t0' AND (ended_at_us > t0_us
          OR (ended_at_us > applying_at_us AND outcome NOT IN ('ok'::word, 'rejected'::word))))
        OR relation = 'before-detection'
        OR (relation = 'after-detection' AND outcome NOT IN ('ok'::word, 'rejected'::word))
      ORDER BY dispatched_at_us, request_id, attempt`,
  )
  return store.rows(
    `SELECT fault, relation, request_id AS "requestId", attempt, operation, instance, zone,
      dispatched_at_us AS "dispatchedAtUs", ended_at_us AS "endedAtUs", fate, failure
      FROM in_flight ORDER BY dispatched_at_us, request_id, attempt`,
    hitSchema,
  )
}
