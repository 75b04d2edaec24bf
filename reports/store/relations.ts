/**
 * The relations of a run, as SQL over the record tables: what every page of the report reads; what a
 * row of each is, `kept.ts` says. Calls without this run's trace ids (attempt 0: probes, keys) are left out. Instants are microseconds of the run's clock (`_at_us`), absent ones NULL.
 */
export const relations: readonly {
  readonly name: string
  readonly sql: string
}[] = [
  {
    name: 'connections',
    sql: `
      SELECT writer AS edge, client_port, opened_at_us,
        CASE WHEN max(closed_at_us) > 0 THEN max(closed_at_us) ELSE 'infinity'::DOUBLE END
          AS closed_at_us,
        arg_max(instance, sequence) AS instance, arg_max(closed_by, sequence) AS closed_by,
        max(bytes_up) AS bytes_up, max(bytes_down) AS bytes_down
      FROM edge_records GROUP BY writer, client_port, opened_at_us`,
  },
  {
    name: 'gateway_calls',
    sql: `
      SELECT request_id, attempt, writer_instance AS instance, incarnation,
        min(received_at_us) AS received_at_us,
        unnest(arg_max(struct_pack(event := event, ended_at_us := nullif(ended_at_us, 0), api := api,
          operation := operation, product := product, subscription := subscription,
          status := status, layer := layer, policy := policy, scope := scope, section := section,
          reason := reason, cache := cache, backend_status := backend_status,
          backend_attempts := backend_attempts, backend_us := backend_us, revision := revision),
          sequence))
      FROM gateway_records WHERE attempt > 0 GROUP BY request_id, attempt, writer_instance, incarnation`,
  },
  {
    name: 'backend_calls',
    sql: `
      SELECT request_id, attempt, writer AS backend, received_at_us,
        unnest(arg_max(struct_pack(event := event, ended_at_us := nullif(ended_at_us, 0),
          operation := operation, status := status), sequence))
      FROM backend_records WHERE attempt > 0 GROUP BY request_id, attempt, writer, received_at_us`,
  },
  {
    name: 'admissions',
    sql: `
      SELECT nullif(request_id, 0) AS request_id, writer_instance AS instance, at_us, counter,
        key_hash, admitted = 1 AS is_admitted, counted, "limit" AS limit_calls, window_ms,
        refills = 1 AS is_refilling, count_seen
      FROM admission_records`,
  },
  {
    name: 'attempts',
    sql: `
      WITH placed AS (
        SELECT client.*,
          -- The edge may read its clock a moment after the client did: the connection is the last
          -- one opened before the dispatch, or else the first one opened until its end.
          CASE WHEN earlier.closed_at_us >= client.dispatched_at_us THEN earlier.instance
            WHEN later.opened_at_us <= client.ended_at_us THEN later.instance END AS edge_instance
        FROM client_records client
        ASOF LEFT JOIN connections earlier ON client.connection_port = earlier.client_port
          AND client.dispatched_at_us >= earlier.opened_at_us
        ASOF LEFT JOIN connections later ON client.connection_port = later.client_port
          AND client.dispatched_at_us < later.opened_at_us
      ), gateway AS (
        SELECT request_id, attempt, count(*) AS gateway_calls,
          unnest(arg_max(struct_pack(gateway_instance := instance, gateway_received_at_us :=
            received_at_us, gateway_ended_at_us := ended_at_us, gateway_event := event, api := api,
            gateway_status := status, layer := layer, policy := policy, scope := scope,
            section := section, reason := reason, cache := cache, revision := revision,
            backend_status := backend_status, backend_attempts := backend_attempts,
            backend_us := backend_us), received_at_us))
        FROM gateway_calls GROUP BY request_id, attempt
      ), backend AS (
        SELECT request_id, attempt, count(*) AS executions,
          count(*) FILTER (event = 'answered') AS backend_answers
        FROM backend_calls GROUP BY request_id, attempt
      )
      SELECT request_id, attempt, population, operation, intended_at_us, fired_at_us,
        nullif(dispatched_at_us, 0) AS dispatched_at_us,
        nullif(connected_at_us, 0) AS connected_at_us,
        nullif(first_byte_at_us, 0) AS first_byte_at_us, nullif(ended_at_us, 0) AS ended_at_us,
        placed.status AS status, outcome, failure, connection_port, reused_connection,
        response_bytes, coalesce(nullif(gateway_instance, ''), nullif(edge_instance, '')) AS instance,
        gateway_received_at_us, gateway_ended_at_us, gateway_event, gateway_status,
        coalesce(gateway_calls, 0) AS gateway_calls, api, layer, policy, scope, section, reason,
        cache, revision, backend_status, backend_attempts, backend_us,
        coalesce(executions, 0) AS executions, coalesce(backend_answers, 0) AS backend_answers
      FROM placed LEFT JOIN gateway USING (request_id, attempt)
        LEFT JOIN backend USING (request_id, attempt)`,
  },
  {
    name: 'requests',
    sql: `
      WITH logical AS (
        SELECT request_id, max(attempt) AS attempts, min(intended_at_us) AS intended_at_us,
          min(fired_at_us) AS fired_at_us, max(ended_at_us) AS ended_at_us,
          unnest(arg_max(struct_pack(population := population, operation := operation,
            status := attempts.status, outcome := outcome, failure := failure,
            instance := attempts.instance, gateway_event := gateway_event,
            gateway_status := gateway_status, api := api, layer := layer, policy := policy,
            scope := scope, cache := cache), attempt)),
          sum(executions)::UINTEGER AS executions, sum(gateway_calls)::UINTEGER AS gateway_calls
        FROM attempts GROUP BY request_id
      ), known AS (
        -- Whatever the last attempt came to, an earlier one may have been executed.
        SELECT logical.* REPLACE (CASE WHEN outcome <> 'ok' AND doubts > 0 THEN 'unknown'
          ELSE outcome END AS outcome) FROM logical JOIN (SELECT request_id,
            count(*) FILTER (outcome = 'unknown') AS doubts FROM attempts GROUP BY request_id)
          USING (request_id)
      )
      SELECT known.*, region, zone, phase,
        CASE WHEN outcome = 'ok' THEN known.ended_at_us - intended_at_us
          ELSE 'infinity'::DOUBLE END AS latency_us
      FROM known LEFT JOIN instances USING (instance)
        ASOF LEFT JOIN phases ON intended_at_us >= phases.from_us`,
  },
  {
    name: 'per_second',
    sql: `
      SELECT floor((intended_at_us - load_start_us) / 1e6)::INTEGER AS second,
        count(*) AS offered, count(*) FILTER (outcome = 'ok') AS ok,
        count(*) FILTER (outcome = 'rejected') AS rejected,
        count(*) FILTER (outcome = 'failed') AS failed,
        count(*) FILTER (outcome = 'unknown') AS unknown,
        count(*) FILTER (outcome = 'not-sent') AS not_sent,
        quantile_disc(latency_us, 0.5) FILTER (outcome <> 'rejected') / 1e3 AS p50_ms,
        quantile_disc(latency_us, 0.99) FILTER (outcome <> 'rejected') / 1e3 AS p99_ms
      FROM requests, run GROUP BY second ORDER BY second`,
  },
]
