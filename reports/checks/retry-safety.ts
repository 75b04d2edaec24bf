import { z } from 'zod'
import { defineCheck, notClaimed } from './define-check.ts'

/** What must not be done twice. Source: RFC 9110, section 9.2.2 (idempotent methods). */
const unsafe = `operation IN (
    SELECT word FROM (SELECT unnest(enum_range(NULL::word)) AS word)
    WHERE split_part(word, ' ', 1) IN ('POST', 'PATCH', 'CONNECT'))`

const countSchema = z.object({ attempts: z.number() })
const repeatSchema = z.object({
  requestId: z.number(),
  attempt: z.number(),
  backend: z.string(),
  operation: z.string(),
  times: z.number(),
  againAtUs: z.number(),
})

/** Whatever is tried again on the way, an order is not placed twice. */
export const retrySafety = defineCheck({
  name: 'retry.safety',
  claim: 'no backend gets a call that is not idempotent twice for one try of the client',
  source: 'RFC 9110, section 9.2.2; APIM, retry (a policy may ask for it all the same)',
  bound: '1 execution of POST or PATCH for each attempt of a client, at each backend',
  async check({ store }) {
    const [counted] = await store.rows(
      `SELECT count(DISTINCT (request_id, attempt))::INTEGER AS attempts
        FROM backend_calls WHERE ${unsafe}`,
      countSchema,
    )
    const samples = counted?.attempts ?? 0
    if (samples === 0) return notClaimed('no backend got a POST or PATCH')
    const repeats = await store.rows(
      `SELECT request_id AS "requestId", attempt, backend, operation, count(*)::INTEGER AS times,
          max(received_at_us) AS "againAtUs"
        FROM backend_calls WHERE ${unsafe}
        GROUP BY request_id, attempt, backend, operation HAVING count(*) > 1
        ORDER BY "againAtUs"`,
      repeatSchema,
    )
    const observed = repeats.reduce((most, { times }) => Math.max(most, times), 1)
    const margin = { observed, bound: 1, unit: 'count' } as const
    const why = `${samples} such attempts, ${repeats.length} of them executed more than once`
    const [first] = repeats
    if (first === undefined) return { verdict: 'holds', why, samples, margin }
    const { requestId, attempt, backend, operation, times, againAtUs: atUs } = first
    const what = `${operation} ${times} times at ${backend}, in attempt ${attempt} of its client`
    return { verdict: 'broken', why, samples, margin, first: { requestId, atUs, what } }
  },
})
