import { z } from 'zod'
import { type CheckEvidence, defineCheck, notClaimed, type Violation } from './define-check.ts'

const samplesMin = 100
// A cache that gave less kept next to nothing from its backends.
const hitsMin = 10
// Some calls are tried again whether there is a cache or not.
const slack = 1.1

const spanSchema = z.object({
  isBefore: z.boolean(),
  phase: z.string(),
  fromUs: z.number(),
  looks: z.number(),
  misses: z.number(),
  calls: z.number(),
})
type Span = z.output<typeof spanSchema>

/** Whatever becomes of a cache, its backends get no more than what it kept from them. */
export const cacheAmplification = defineCheck({
  name: 'cache.amplification',
  claim:
    'a lost cache costs its backends one call for each answer that it would have given, no more',
  source:
    'APIM, api-management-howto-cache: what is lost is fetched anew; no other promise is made',
  bound:
    'calls per request that looked in a cache, against those before the first fault: as if every ' +
    'look missed, with as many calls per miss as before it, at least 1, and a tenth for tries again',
  async check(evidence) {
    const spans = await spansOf(evidence)
    const before = spans.find(({ isBefore }) => isBefore)
    const later = spans.filter(({ isBefore, looks }) => !isBefore && looks >= samplesMin)
    if (before === undefined) return notClaimed('no request looked in a cache before a fault')
    const hits = before.looks - before.misses
    if (before.looks < samplesMin || hits < hitsMin || before.calls === 0) {
      const { looks, misses, calls } = before
      return notClaimed(
        `before a fault there were ${looks} looks, ${misses} misses, ${calls} calls`,
      )
    }
    const [worst] = later.toSorted((a, b) => perLook(b) - perLook(a))
    if (worst === undefined) return notClaimed('fewer than 100 requests looked after a fault began')
    const observed = (100 * perLook(worst)) / perLook(before)
    // A miss that was refused, or that failed, before the fault is no promise of fewer calls.
    const perMiss = Math.max(1, before.calls / before.misses)
    const bound = (100 * slack * perMiss) / perLook(before)
    const width = await stampedeWidthOf(evidence)
    const why =
      `${worst.phase}: ${ratioText(worst)}, before: ${ratioText(before)}; ` +
      `at most ${width} requests missed the same entry at once`
    const margin = { observed, bound, unit: '%' } as const
    const samples = later.reduce((sum, { looks }) => sum + looks, 0)
    if (observed <= bound) return { verdict: 'holds', why, samples, margin }
    return { verdict: 'broken', why, samples, margin, first: firstOf(worst) }
  },
})

/** By phase; calls are those that the backends themselves have written down. */
function spansOf({ store }: CheckEvidence): Promise<Span[]> {
  return store.rows(
    `WITH looks AS (
        SELECT request_id, attempt, min(at_us) AS at_us, max((event = 'miss')::INTEGER) AS missed
        FROM cache_records WHERE event <> 'stored' AND attempt > 0 GROUP BY ALL
      ), called AS (
        SELECT request_id, attempt, count(*) AS calls FROM backend_calls
        WHERE request_id IN (SELECT request_id FROM looks) GROUP BY ALL
      )
      SELECT phase = 'before' AS "isBefore", phase,
        min(at_us) AS "fromUs", count(*)::INTEGER AS looks, sum(missed)::INTEGER AS misses,
        coalesce(sum(calls), 0)::INTEGER AS calls
      FROM looks LEFT JOIN called USING (request_id, attempt)
        ASOF JOIN phases ON looks.at_us >= phases.from_us
      GROUP BY phase ORDER BY "fromUs"`,
    spanSchema,
  )
}

const widthSchema = z.object({ width: z.number() })

/** How many requests at once were under way to the backend for the same entry, at most. */
async function stampedeWidthOf({ store }: CheckEvidence): Promise<number> {
  const [row] = await store.rows(
    `WITH misses AS (
        SELECT place, key_hash, cache.at_us, calls.ended_at_us
        FROM cache_records cache JOIN instances ON cache.writer_instance = instances.instance
          JOIN gateway_calls calls USING (request_id, attempt)
        WHERE cache.event = 'miss' AND calls.ended_at_us IS NOT NULL
      ), steps AS (
        SELECT place, key_hash, at_us, 1 AS step FROM misses
        UNION ALL SELECT place, key_hash, ended_at_us, -1 FROM misses
      ), waiting AS (
        SELECT sum(step) OVER (PARTITION BY place, key_hash ORDER BY at_us, step) AS width FROM steps
      ) SELECT coalesce(max(width), 0)::INTEGER AS width FROM waiting`,
    widthSchema,
  )
  return row?.width ?? 0
}

function perLook({ calls, looks }: Span): number {
  return calls / looks
}

function ratioText({ calls, looks, misses }: Span): string {
  return `${calls} calls for ${looks} looks (${misses} missed)`
}

function firstOf(worst: Span): Violation {
  const { fromUs: atUs, calls, looks } = worst
  return { atUs, what: `${calls} calls for ${looks} requests, more than if none had been cached` }
}
