import { z } from 'zod'
import { defineCheck, notClaimed } from './define-check.ts'

/**
 * Decisions with the tenant whose call it was; a key that one tenant has for itself is left out
 * later, for nobody else can have filled it.
 */
const decisionsSql = `
  WITH tenants AS (
    SELECT request_id, any_value(subscription) AS tenant FROM gateway_calls
    WHERE subscription <> ''::word AND request_id IN (SELECT request_id FROM admission_records)
    GROUP BY request_id
  )
  SELECT admission.request_id, at_us, counter, key_hash, admitted, "limit", window_ms, tenant, region
  FROM admission_records admission JOIN tenants USING (request_id)
    JOIN instances ON instances.instance = admission.writer_instance`

const rejectedSchema = z.object({ rejected: z.number(), tenants: z.number() })
const unfairSchema = z.object({
  requestId: z.number(),
  atUs: z.number(),
  counter: z.string(),
  tenant: z.string(),
  limit: z.number(),
  own: z.number(),
  others: z.number(),
})

/** A noisy neighbour is heard by nobody but itself. */
export const rateFairness = defineCheck({
  name: 'rate.fairness',
  claim: 'a tenant that is inside its limit is turned away by no limit that others have used up',
  source: 'APIM, rate-limit (per subscription); a key that tenants share breaks it',
  bound: '0 calls turned away while the tenant itself had fewer than the limit in the window',
  async check({ store }) {
    await store.createTable('tenant_decisions', decisionsSql)
    const [seen] = await store.rows(
      `SELECT count(*) FILTER (admitted = 0)::INTEGER AS rejected,
        count(DISTINCT tenant)::INTEGER AS tenants FROM tenant_decisions`,
      rejectedSchema,
    )
    const { rejected = 0, tenants = 0 } = seen ?? {}
    if (tenants < 2) return notClaimed(`${tenants} tenants used limits: nobody has a neighbour`)
    if (rejected === 0) return notClaimed('no limit turned anybody away')
    const unfair = await store.rows(
      `WITH shared AS (
          SELECT region, counter, key_hash FROM tenant_decisions
          GROUP BY ALL HAVING count(DISTINCT tenant) > 1
        ), judged AS (
          SELECT rejected.request_id, rejected.at_us, rejected.counter, rejected.tenant,
            any_value(rejected."limit") AS "limit",
            count(*) FILTER (other.tenant = rejected.tenant) AS own,
            count(*) FILTER (other.tenant <> rejected.tenant) AS others
          FROM tenant_decisions rejected SEMI JOIN shared USING (region, counter, key_hash)
            JOIN tenant_decisions other ON other.region = rejected.region
              AND other.counter = rejected.counter AND other.key_hash = rejected.key_hash
              AND other.admitted = 1 AND other.at_us <= rejected.at_us
              AND (rejected.window_ms = 0
                OR other.at_us > rejected.at_us - rejected.window_ms * 1000)
          WHERE rejected.admitted = 0
          GROUP BY rejected.request_id, rejected.at_us, rejected.counter, rejected.tenant
        )
        SELECT request_id AS "requestId", at_us AS "atUs", counter, tenant, "limit"::INTEGER AS
          "limit", own::INTEGER AS own, others::INTEGER AS others
        FROM judged WHERE own < "limit" AND others > 0 ORDER BY at_us`,
      unfairSchema,
    )
    const margin = { observed: unfair.length, bound: 0, unit: 'count' } as const
    const why = `${rejected} calls of ${tenants} tenants were turned away, ${unfair.length} for others`
    const [first] = unfair
    if (first === undefined) return { verdict: 'holds', why, samples: rejected, margin }
    const { requestId, atUs, counter, tenant, limit, own, others } = first
    const what = `${tenant} had ${own} of ${limit} calls at ${counter}, others had ${others}`
    return { verdict: 'broken', why, samples: rejected, margin, first: { requestId, atUs, what } }
  },
})
