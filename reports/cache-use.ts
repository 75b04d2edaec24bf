/**
 * Every hit of a response cache beside the answer that it gave: who asked and who had asked before,
 * where it was stored and held, and how old it was. What was stored is known from the ledger of the
 * instance that stored it; a killed one may have lost its last lines, and then `life_us` is NULL.
 * Columns: request_id, at_us, instance, place, key_hash, cache, personal, tenant, api, operation,
 * holder, stored_by, and of what was stored: stored_tenant, stored_place, stored_key, stored_api,
 * stored_operation, stored_at_us, life_us.
 */
export const cacheHits = `calls AS (
    SELECT DISTINCT ON (request_id) request_id, api, operation FROM gateway_calls
    WHERE request_id IN (SELECT request_id FROM cache_records)
  ), looks AS (
    SELECT cache_records.*, place FROM cache_records
      JOIN instances ON writer_instance = instances.instance
  ), stored AS (
    SELECT looks.*, api, operation FROM looks LEFT JOIN calls USING (request_id)
    WHERE event = 'stored'
  ), hits AS (
    SELECT looks.request_id, looks.at_us, looks.writer_instance AS instance, looks.place,
      looks.key_hash, looks.cache, looks.personal, looks.tenant, calls.api, calls.operation,
      looks.holder, looks.stored_by, stored.tenant AS stored_tenant, stored.place AS stored_place, stored.key_hash AS stored_key,
      stored.api AS stored_api, stored.operation AS stored_operation,
      stored.at_us AS stored_at_us, stored.life_ms * 1000 AS life_us
    -- A request that is tried again may store its answer twice: the later one is what is served.
    FROM looks ASOF LEFT JOIN stored ON looks.stored_by = stored.request_id
        AND looks.cache = stored.cache AND looks.at_us >= stored.at_us
      LEFT JOIN calls ON calls.request_id = looks.request_id
    WHERE looks.event = 'hit'
  )`
