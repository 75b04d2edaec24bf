import { z } from 'zod'
import { cacheHits } from '../cache-use.ts'
import { defineCheck, notClaimed } from './define-check.ts'

const seenSchema = z.object({ hits: z.number(), known: z.number(), personal: z.number() })
const foreignSchema = z.object({
  requestId: z.number(),
  atUs: z.number(),
  instance: z.string(),
  key: z.string(),
  storedBy: z.number(),
  why: z.string(),
})

/** Nobody is given an answer that was meant for another: tenant, operation, key or region. */
export const cacheCrossTenant = defineCheck({
  name: 'cache.cross-tenant',
  claim:
    'a cache gives no answer of another operation, key or region, nor of another tenant where it varies by developer',
  source:
    'APIM, cache-lookup (vary-by-developer); api-management-howto-cache: a cache of one region',
  bound: '0 answers that were stored for another',
  async check({ store }) {
    const [seen] = await store.rows(
      `WITH ${cacheHits} SELECT count(*)::INTEGER AS hits, count(life_us)::INTEGER AS known,
        count(*) FILTER (personal = 1)::INTEGER AS personal FROM hits`,
      seenSchema,
    )
    const { hits = 0, known = 0, personal = 0 } = seen ?? {}
    if (hits === 0) return notClaimed('no response cache answered anybody')
    if (known === 0) return notClaimed(`of ${hits} answers nobody knows who stored them`)
    const foreign = await store.rows(
      `WITH ${cacheHits}, judged AS (
          SELECT *, CASE
            -- Requests that are not of the load have no API that is known.
            WHEN api <> stored_api OR operation <> stored_operation
              THEN concat('is of ', stored_api, ' ', stored_operation)
            WHEN place <> stored_place THEN concat('is of ', stored_place)
            WHEN key_hash <> stored_key THEN concat('stands under ', stored_key)
            WHEN personal = 1 AND tenant <> stored_tenant THEN concat('is of ', stored_tenant)
          END AS why FROM hits WHERE life_us IS NOT NULL
        )
        SELECT request_id AS "requestId", at_us AS "atUs", instance, key_hash AS key,
          stored_by AS "storedBy", why
        FROM judged WHERE why IS NOT NULL ORDER BY at_us`,
      foreignSchema,
    )
    const margin = { observed: foreign.length, bound: 0, unit: 'count' } as const
    const why =
      `${hits} answers of caches, ${personal} of them for one tenant alone, ` +
      `${foreign.length} of another${unknownText(hits - known)}`
    const [first] = foreign
    if (first === undefined) return { verdict: 'holds', why, samples: known, margin }
    const { requestId, atUs, instance, key, storedBy } = first
    const what = `${instance} gave for ${key} the answer to request ${storedBy}, which ${first.why}`
    return { verdict: 'broken', why, samples: known, margin, first: { requestId, atUs, what } }
  },
})

function unknownText(count: number): string {
  return count === 0 ? '' : `; of ${count} it is not known who stored them`
}
