import type { PhaseWindow } from '../phases.ts'
import { textSql } from './sql.ts'

/*
 * The relations of a run, as SQL over the record tables: what every page of the report reads; what a
 * row of each is, `kept.ts` says. Calls without this run's trace ids (attempt 0: probes, keys) are left
 * out. Instants are microseconds of the run's clock (`_at_us`), absent ones NULL.
 *
 * Texts of records are words. They are compared with words (`'ok'::word`): a comparison with a text
 * makes a text of each, of millions.
 *
 * Nearly every request has one attempt, at one instance, executed once. Those are joined as they are;
 * what is grouped are the requests of the table `crowd` alone, which have more of something.
 */

const among = 'request_id IN (FROM crowd)'

/** What each connection came to; made before the attempts. */
export const connectionsSql = `
  CREATE TABLE connections AS
  SELECT writer AS edge, client_port, opened_at_us,
    CASE WHEN max(closed_at_us) > 0 THEN max(closed_at_us) ELSE 'infinity'::DOUBLE END
      AS closed_at_us,
    arg_max(instance, sequence) AS instance, arg_max(closed_by, sequence) AS closed_by,
    max(bytes_up) AS bytes_up, max(bytes_down) AS bytes_down
  FROM edge_records GROUP BY writer, client_port, opened_at_us`

const ofCalls = [
  'event',
  'ended_at_us',
  'api',
  'operation',
  'product',
  'subscription',
  'status',
  'layer',
  'policy',
  'scope',
  'section',
  'reason',
  'cache',
  'backend_status',
  'backend_attempts',
  'backend_us',
  'revision',
]
const ofExecutions = ['event', 'ended_at_us', 'operation', 'status']

const packed = (columns: readonly string[]) =>
  `unnest(arg_max(struct_pack(${columns.map((name) => `${name} := ${name}`).join(', ')}), sequence))`

/** Makes one record of each call at an instance, and of each execution, where there are several. */
export const onceSql: readonly string[] = [
  `CREATE TABLE calls_again AS
    SELECT request_id, attempt, writer_instance, incarnation, min(received_at_us) AS received_at_us,
      ${packed(ofCalls)}
    FROM gateway_records WHERE ${among}
    GROUP BY request_id, attempt, writer_instance, incarnation`,
  `DELETE FROM gateway_records WHERE ${among}`,
  'INSERT INTO gateway_records BY NAME FROM calls_again',
  'DROP TABLE calls_again',
  `CREATE TABLE executions_again AS
    SELECT request_id, attempt, writer, received_at_us, ${packed(ofExecutions)}
    FROM backend_records WHERE ${among} GROUP BY request_id, attempt, writer, received_at_us`,
  `DELETE FROM backend_records WHERE ${among}`,
  'INSERT INTO backend_records BY NAME FROM executions_again',
  'DROP TABLE executions_again',
]

/** Calls, executions and admissions are records under better names. */
export const viewsSql: readonly string[] = [
  `CREATE VIEW gateway_calls AS
    SELECT request_id, attempt, writer_instance AS instance, incarnation, received_at_us, event,
      nullif(ended_at_us, 0) AS ended_at_us, api, operation, product, subscription, status, layer,
      policy, scope, section, reason, cache, backend_status, backend_attempts, backend_us, revision
    FROM gateway_records WHERE attempt > 0`,
  `CREATE VIEW backend_calls AS
    SELECT request_id, attempt, writer AS backend, received_at_us, event,
      nullif(ended_at_us, 0) AS ended_at_us, operation, status
    FROM backend_records WHERE attempt > 0`,
  `CREATE VIEW admissions AS
    SELECT nullif(request_id, 0) AS request_id, writer_instance AS instance, at_us, counter,
      key_hash, admitted = 1 AS is_admitted, counted, "limit" AS limit_calls, window_ms,
      refills = 1 AS is_refilling, count_seen
    FROM admission_records`,
]

/** Which requests, for one pass: a run of very many is joined range by range, each small. */
export type Pass = {
  /** Undefined: whatever is lower, or higher. */
  readonly fromId?: number | undefined
  readonly belowId?: number | undefined
  /** Those of `crowd`, or all others. */
  readonly isCrowd: boolean
  /** Nothing is in `crowd`, so that nobody has to look. */
  readonly isWhole?: boolean
}

function isOfPass({ fromId, belowId, isCrowd, isWhole = false }: Pass): string {
  const conditions = [
    ...(fromId === undefined ? [] : [`request_id >= ${fromId}`]),
    ...(belowId === undefined ? [] : [`request_id < ${belowId}`]),
    ...(isWhole ? [] : [isCrowd ? among : `request_id NOT IN (FROM crowd)`]),
  ]
  return conditions.length === 0 ? 'TRUE' : conditions.join(' AND ')
}

const gatewayColumns = `instance AS gateway_instance, received_at_us AS gateway_received_at_us,
  ended_at_us AS gateway_ended_at_us, event AS gateway_event, api, status AS gateway_status, layer,
  policy, scope, section, reason, cache, revision, backend_status, backend_attempts, backend_us`

const gatewaySql = (pass: Pass) =>
  pass.isCrowd
    ? `SELECT request_id, attempt, count(*) AS gateway_calls,
        unnest(arg_max(struct_pack(gateway_instance := instance, gateway_received_at_us :=
          received_at_us, gateway_ended_at_us := ended_at_us, gateway_event := event, api := api,
          gateway_status := status, layer := layer, policy := policy, scope := scope,
          section := section, reason := reason, cache := cache, revision := revision,
          backend_status := backend_status, backend_attempts := backend_attempts,
          backend_us := backend_us), received_at_us))
      FROM gateway_calls WHERE ${isOfPass(pass)} GROUP BY request_id, attempt`
    : `SELECT request_id, attempt, 1 AS gateway_calls, ${gatewayColumns}
      FROM gateway_calls WHERE ${isOfPass(pass)}`

const backendSql = (pass: Pass) =>
  pass.isCrowd
    ? `SELECT request_id, attempt, count(*) AS executions,
        count(*) FILTER (event = 'answered'::word) AS backend_answers,
        NULL::word AS backend, NULL::DOUBLE AS backend_received_at_us
      FROM backend_calls WHERE ${isOfPass(pass)} GROUP BY request_id, attempt`
    : `SELECT request_id, attempt, 1 AS executions, (event = 'answered'::word)::INTEGER AS backend_answers,
        backend, received_at_us AS backend_received_at_us
      FROM backend_calls WHERE ${isOfPass(pass)}`

/**
 * The attempts of some requests, each with what edge, gateway and backend know of it. Beside that,
 * what need not be joined once more then: what `requests` says, so that those of one attempt are no
 * table of their own, and which backend had it when, if it was one.
 */
export function attemptsSql(pass: Pass, phases: readonly PhaseWindow[]): string {
  // One attempt each, of the same request: its id alone says which.
  const key = pass.isCrowd ? '(request_id, attempt)' : '(request_id)'
  const isUnseen = pass.isCrowd
    ? `ANTI JOIN gateway USING ${key}`
    : 'SEMI JOIN unseen USING (request_id)'
  return `
  WITH client AS NOT MATERIALIZED (SELECT * FROM client_records WHERE ${isOfPass(pass)}
  ), gateway AS NOT MATERIALIZED (${gatewaySql(pass)}
  ), backend AS (${backendSql(pass)}
  ), placed AS (
    -- Where the gateway tells nothing, the edge does.
    SELECT unseen.request_id, unseen.attempt,
      -- The edge may read its clock a moment after the client did: the connection is the last
      -- one opened before the dispatch, or else the first one opened until its end.
      CASE WHEN earlier.closed_at_us >= unseen.dispatched_at_us THEN earlier.instance
        WHEN later.opened_at_us <= unseen.ended_at_us THEN later.instance END AS edge_instance
    FROM (SELECT request_id, attempt, connection_port, dispatched_at_us, ended_at_us FROM client
        ${isUnseen}) unseen
      ASOF LEFT JOIN connections earlier ON unseen.connection_port = earlier.client_port
        AND unseen.dispatched_at_us >= earlier.opened_at_us
      ASOF LEFT JOIN connections later ON unseen.connection_port = later.client_port
        AND unseen.dispatched_at_us < later.opened_at_us
  )
  SELECT request_id, client.attempt AS attempt, population, operation, intended_at_us, fired_at_us,
    nullif(dispatched_at_us, 0) AS dispatched_at_us,
    nullif(connected_at_us, 0) AS connected_at_us,
    nullif(first_byte_at_us, 0) AS first_byte_at_us, nullif(ended_at_us, 0) AS ended_at_us,
    client.status AS status, outcome, failure, connection_port, reused_connection,
    response_bytes, ${instance} AS instance,
    gateway_received_at_us, gateway_ended_at_us, gateway_event, gateway_status,
    coalesce(gateway_calls, 0)::UINTEGER AS gateway_calls, api, layer, policy, scope, section, reason,
    cache, revision, backend_status, backend_attempts, backend_us,
    coalesce(executions, 0)::UINTEGER AS executions,
    coalesce(backend_answers, 0)::UINTEGER AS backend_answers,
    backend, backend_received_at_us, region, zone, ${phaseSql(phases)} AS phase
  FROM client LEFT JOIN gateway USING ${key} LEFT JOIN backend USING ${key}
    LEFT JOIN placed USING ${key}
    LEFT JOIN instances
      ON ${instance} = instances.instance`
}

/** As words: a comparison with a text makes a text of each. */
const instance = "coalesce(nullif(gateway_instance, ''::word), nullif(edge_instance, ''::word))"

/** What became of the attempts of each request of `crowd`, as one. */
export function requestsAgainSql(isCrowded: boolean, phases: readonly PhaseWindow[]): string {
  if (!isCrowded) {
    return `CREATE TABLE requests_again AS ${requestsOf('attempts_again', '1::UTINYINT')} WITH NO DATA`
  }
  return `
  CREATE TABLE requests_again AS
  SELECT known.*, region, zone, ${phaseSql(phases)} AS phase
  FROM (SELECT request_id, max(attempt) AS attempts, min(intended_at_us) AS intended_at_us,
      min(fired_at_us) AS fired_at_us, max(ended_at_us) AS ended_at_us,
      unnest(arg_max(struct_pack(population := population, operation := operation,
        status := attempts_again.status, failure := failure, instance := attempts_again.instance,
        gateway_event := gateway_event, gateway_status := gateway_status, api := api,
        layer := layer, policy := policy, scope := scope, cache := cache), attempt)),
      -- Whatever the last attempt came to, an earlier one may have been executed.
      CASE WHEN arg_max(outcome, attempt) <> 'ok'::word AND bool_or(outcome = 'unknown'::word)
        THEN 'unknown'::word ELSE arg_max(outcome, attempt) END AS outcome,
      sum(executions)::UINTEGER AS executions, sum(gateway_calls)::UINTEGER AS gateway_calls
    FROM attempts_again GROUP BY request_id) known
  LEFT JOIN instances USING (instance)`
}

const requestsOf = (table: string, attempts: string) => `
  SELECT request_id, ${attempts} AS attempts, intended_at_us, fired_at_us, ended_at_us, population,
    operation, status, outcome, failure, instance, gateway_event, gateway_status, api, layer,
    policy, scope, cache, executions, gateway_calls, region, zone, phase,
    CASE WHEN outcome = 'ok'::word THEN ended_at_us - intended_at_us
      ELSE 'infinity'::DOUBLE END AS latency_us
  FROM ${table}`

/** Attempts, and logical requests by their attempts: of those of one attempt it says it all. */
export function joinedViewsSql(isCrowded: boolean): readonly string[] {
  const attempts = 'SELECT * EXCLUDE (backend, backend_received_at_us, region, zone, phase) FROM'
  const all = [`${attempts} attempts_alone`, ...(isCrowded ? [`${attempts} attempts_again`] : [])]
  const requests = [
    requestsOf('attempts_alone', '1::UTINYINT'),
    ...(isCrowded ? [requestsOf('requests_again', 'attempts')] : []),
  ]
  return [
    `CREATE VIEW attempts AS ${all.join(' UNION ALL ')}`,
    `CREATE VIEW requests AS ${requests.join(' UNION ALL ')}`,
  ]
}

/** The last one that had begun. */
function phaseSql(phases: readonly PhaseWindow[]): string {
  const latestFirst = phases.toSorted((a, b) => b.fromUs - a.fromUs)
  const cases = latestFirst.map(
    ({ phase, fromUs }) => `WHEN intended_at_us >= ${fromUs} THEN ${textSql(phase)}::word`,
  )
  return cases.length === 0 ? 'NULL::word' : `CASE ${cases.join(' ')} END`
}

/** The load second by second; made after the requests. */
export const perSecondSql = `
  CREATE TABLE per_second AS
  SELECT * EXCLUDE (quantiles_us), quantiles_us[1] / 1e3 AS p50_ms, quantiles_us[2] / 1e3 AS p99_ms
  FROM (SELECT floor((intended_at_us - load_start_us) / 1e6)::INTEGER AS second,
      count(*) AS offered, count(*) FILTER (outcome = 'ok'::word) AS ok,
      count(*) FILTER (outcome = 'rejected'::word) AS rejected,
      count(*) FILTER (outcome = 'failed'::word) AS failed,
      count(*) FILTER (outcome = 'unknown'::word) AS unknown,
      count(*) FILTER (outcome = 'not-sent'::word) AS not_sent,
      quantile_disc(latency_us, [0.5, 0.99]) FILTER (outcome <> 'rejected'::word) AS quantiles_us
    FROM requests, run GROUP BY second)
  ORDER BY second`
