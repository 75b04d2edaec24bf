import { z } from 'zod'
import type { RunStore } from './store/store.ts'

/**
 * Who made a request fail.
 *
 * - `client`: no connection ever took it, or the client could not read the answer.
 * - `edge`: between the client and an instance: refused, reset, or sent to one that never saw it.
 * - `gateway`: a policy or built-in step answered, or the instance had it and never answered.
 * - `backend leg`: the gateway could not reach the backend, or waited for it in vain.
 * - `backend`: the backend's own answer.
 */
export const failureLayers = ['client', 'edge', 'gateway', 'backend leg', 'backend'] as const

/**
 * Why it did, as far as the ledgers tell.
 *
 * - `in flight at t0`, `before detection`, `after detection`, `during failback`: it was sent to a
 *   target of a fault, at that time of the fault.
 * - `side effect of the fault`: to no target, or nowhere, while a fault lasted.
 * - `too late`: an instance had it, and was not done when the client's deadline came.
 * - `limit`: a rate limit or quota refused it. `policy`: another step of the gateway answered.
 * - `backend error`: the backend answered so. `backend unreachable`: the gateway got no answer of it
 *   while no fault lasted.
 * - `stale connection`: a kept connection was closed under it while no fault lasted, and no instance
 *   saw it. `no free connection`: all of its client's were busy.
 * - `after heal`: all faults were over. `unexplained`: none of these.
 */
export const failureCauses = [
  'in flight at t0',
  'before detection',
  'after detection',
  'during failback',
  'side effect of the fault',
  'too late',
  'limit',
  'policy',
  'backend error',
  'backend unreachable',
  'stale connection',
  'no free connection',
  'after heal',
  'unexplained',
] as const
type FailureCause = (typeof failureCauses)[number]

/**
 * How sure a cause is. `certain`: a ledger says it. `likely`: it is told from where a request was
 * when a fault was there too. `possible`: only from when it was. `none`: nothing tells.
 */
export const confidences = ['certain', 'likely', 'possible', 'none'] as const

const confidenceOf: Readonly<Record<FailureCause, (typeof confidences)[number]>> = {
  'in flight at t0': 'likely',
  'before detection': 'likely',
  'after detection': 'likely',
  'during failback': 'likely',
  'side effect of the fault': 'possible',
  'too late': 'certain',
  limit: 'certain',
  policy: 'certain',
  'backend error': 'certain',
  'backend unreachable': 'certain',
  'stale connection': 'likely',
  'no free connection': 'certain',
  'after heal': 'possible',
  unexplained: 'none',
}

const blameSchema = z.object({
  layer: z.enum(failureLayers),
  policy: z.string(),
  scope: z.string(),
  status: z.number(),
  outcome: z.string(),
  cause: z.enum(failureCauses),
  confidence: z.enum(confidences),
  /** The faults that it may be of; absent for what is the work of none. */
  fault: z.string().optional(),
  count: z.number(),
})

/** Requests that were not ok, counted by who made them so and why. */
export type Blame = z.infer<typeof blameSchema>

/** Explains every request that was not ok; kept one by one as the table `explanations`. */
export async function attributionOf(store: RunStore): Promise<Blame[]> {
  await store.createTable('explanations', explanationsSql)
  return store.rows(
    `SELECT layer, policy, scope, status, outcome, cause, confidence, fault, count(*) AS count
      FROM explanations GROUP BY ALL
      ORDER BY count DESC, layer, policy, scope, status, outcome, cause, fault`,
    blameSchema,
  )
}

const layerSql = `CASE
  -- A good answer to everybody but its session, which did not find in it what it looks for.
  WHEN failure = 'nothing-extracted' AND layer = 'backend' THEN 'backend'
  WHEN failure = 'nothing-extracted' THEN 'gateway'
  WHEN gateway_event = 'answered' AND layer = 'backend' AND gateway_status >= 400 THEN 'backend'
  WHEN gateway_event = 'answered' AND backend_attempts > 0 AND backend_status = 0 THEN 'backend leg'
  WHEN gateway_event = 'answered' AND gateway_status >= 400 THEN 'gateway'
  WHEN gateway_event = 'answered' AND is_late AND backend_us * 2 > ended_at_us - sent_at_us
    THEN 'backend'
  WHEN gateway_event = 'answered' AND is_late THEN 'gateway'
  -- It was answered well and in time, and the answer never came through.
  WHEN gateway_event = 'answered' THEN 'edge'
  WHEN gateway_event IS NOT NULL AND executions > backend_answers THEN 'backend leg'
  WHEN gateway_event IS NOT NULL THEN 'gateway'
  WHEN outcome = 'not-sent' OR failure IN ('no-connection', 'malformed', 'aborted') THEN 'client'
  ELSE 'edge' END`

const causeSql = `CASE
  WHEN target_t0_us IS NOT NULL AND sent_at_us < target_t0_us THEN 'in flight at t0'
  WHEN target_t0_us IS NOT NULL AND (detected_at_us IS NULL OR sent_at_us < detected_at_us)
    THEN 'before detection'
  WHEN target_t0_us IS NOT NULL AND sent_at_us < undoing_at_us THEN 'after detection'
  WHEN target_t0_us IS NOT NULL THEN 'during failback'
  WHEN is_late THEN 'too late'
  WHEN blamed = 'gateway' AND (policy LIKE 'rate-limit%' OR policy LIKE 'quota%'
    OR policy LIKE '%token-limit') THEN 'limit'
  WHEN blamed = 'gateway' AND outcome = 'rejected' THEN 'policy'
  WHEN phase IN ('during', 'recovery') AND blamed IN ('client', 'edge', 'backend leg')
    THEN 'side effect of the fault'
  WHEN blamed = 'gateway' AND policy <> '' THEN 'policy'
  WHEN blamed = 'backend' THEN 'backend error'
  WHEN blamed = 'backend leg' THEN 'backend unreachable'
  WHEN phase IN ('during', 'recovery') THEN 'side effect of the fault'
  WHEN failure = 'no-connection' THEN 'no free connection'
  WHEN failure IN ('reset', 'closed') AND reused_connection = 1 AND gateway_event IS NULL
    THEN 'stale connection'
  WHEN phase = 'after' THEN 'after heal'
  ELSE 'unexplained' END`

const confidenceSql = `CASE cause ${Object.entries(confidenceOf)
  .map(([cause, confidence]) => `WHEN '${cause}' THEN '${confidence}'`)
  .join(' ')} END`

/** Of a target the fault that had it; beside it, all that lasted while the request did. */
const faultSql = `CASE
  WHEN cause IN ('in flight at t0', 'before detection', 'after detection', 'during failback')
    THEN hit_fault
  WHEN cause = 'side effect of the fault' THEN (
    SELECT string_agg(DISTINCT lasting.fault, ', ' ORDER BY lasting.fault) FROM faults lasting
    WHERE lasting.applying_at_us <= explained.until_us
      AND explained.sent_at_us < coalesce(lasting.healed_at_us, 'infinity'::DOUBLE)) END`

/** The last attempt of a request decides; its fault is one that had its instance as a target. */
const explanationsSql = `
  WITH failed AS (
    SELECT *, outcome AS request_outcome FROM attempts_alone WHERE outcome <> 'ok'::word
    UNION ALL BY NAME
    SELECT again.*, requests_again.phase, requests_again.outcome AS request_outcome
    FROM (SELECT * EXCLUDE (phase) FROM attempts_again) again
      JOIN requests_again ON again.request_id = requests_again.request_id
        AND again.attempt = requests_again.attempts
    WHERE requests_again.outcome <> 'ok'::word
  ), last AS (
    SELECT *, coalesce(dispatched_at_us, intended_at_us) AS sent_at_us,
      coalesce(failure = 'deadline' AND (gateway_event = 'abandoned'
        OR (gateway_event = 'answered' AND gateway_ended_at_us >= ended_at_us)), false) AS is_late
    FROM failed
  ), hit AS (
    SELECT last.*, fault AS hit_fault, coalesce(proven_at_us, applying_at_us) AS target_t0_us, detected_at_us,
      undoing_at_us
    FROM last LEFT JOIN faults ON last.instance = faults.target
      AND last.outcome <> 'rejected'
      -- An answer by the backend itself is not the work of a fault in front of it.
      AND NOT coalesce(last.gateway_event = 'answered' AND last.layer = 'backend'
        AND last.gateway_status >= 400, false)
      AND last.ended_at_us > applying_at_us
      AND last.sent_at_us < coalesce(healed_at_us, 'infinity'::DOUBLE)
    QUALIFY row_number() OVER (PARTITION BY last.request_id ORDER BY applying_at_us, fault) = 1
  ), blamed AS (SELECT *, ${layerSql} AS blamed FROM hit
  ), explained AS (
    SELECT *, ${causeSql} AS cause, coalesce(ended_at_us, intended_at_us) AS until_us FROM blamed)
  SELECT request_id, blamed AS layer, coalesce(nullif(policy, ''), '') AS policy,
    coalesce(scope, '') AS scope, coalesce(reason, '') AS reason, status,
    request_outcome AS outcome, failure, instance, cause,
    ${confidenceSql} AS confidence, ${faultSql} AS fault
  FROM explained`
