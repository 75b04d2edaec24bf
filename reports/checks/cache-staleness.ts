import { z } from 'zod'
import { cacheHits } from '../cache-use.ts'
import type { FaultTimes } from '../phases.ts'
import { defineCheck, notClaimed, type Violation } from './define-check.ts'

// The way to an instance that holds an entry takes 50 ms at most, and both read a clock.
const toleranceMs = 100

const hitSchema = z.object({
  requestId: z.number(),
  atUs: z.number(),
  instance: z.string(),
  holder: z.string(),
  key: z.string(),
  ageMs: z.number(),
  lifeMs: z.number(),
  storedAtUs: z.number(),
})
type Hit = z.output<typeof hitSchema>
const seenSchema = z.object({ hits: z.number(), moved: z.number() })

/** An answer of a cache is never older than it may be, nor than the process that holds it. */
export const cacheStaleness = defineCheck({
  name: 'cache.staleness',
  claim:
    'a cache serves no answer for longer than it may be kept, and none that its holder lost by dying',
  source:
    'APIM, cache-store (duration); api-management-howto-cache: the internal cache is volatile',
  bound: `the duration of the answer and ${toleranceMs} ms; for an external cache, clocks set wrong too`,
  async check({ store, events, faults }) {
    const hits = await store.rows(
      `WITH ${cacheHits} SELECT request_id AS "requestId", at_us AS "atUs", instance, holder,
          key_hash AS key, (at_us - stored_at_us) / 1000 AS "ageMs", life_us / 1000 AS "lifeMs",
          stored_at_us AS "storedAtUs"
        FROM hits WHERE life_us IS NOT NULL ORDER BY at_us`,
      hitSchema,
    )
    if (hits.length === 0) return notClaimed('no answer of a cache has an age that is known')
    const [seen] = await store.rows(
      `WITH ${cacheHits}, keys AS (
          SELECT place, key_hash, count(DISTINCT holder) AS holders
          FROM hits WHERE holder <> '' GROUP BY ALL
        ) SELECT count(*)::INTEGER AS hits, count(*) FILTER (holders > 1)::INTEGER AS moved
          FROM keys`,
      seenSchema,
    )
    const skewMs = skewMsOf(faults)
    const old = hits.filter((hit) => overMsOf(hit) > toleranceMs + (hit.holder === '' ? skewMs : 0))
    const starts = events.filter(({ kind }) => kind === 'process-started')
    const outlived = hits.filter((hit) =>
      starts.some(
        ({ source, atUs }) => source === hit.holder && atUs > hit.storedAtUs && atUs < hit.atUs,
      ),
    )
    const why =
      `${hits.length} answers of caches, ${old.length} too old; ${seen?.moved ?? 0} keys were ` +
      `served by more than one holder, ${outlived.length} answers outlived theirs`
    // How long past its end an answer was served at most; what has time left is not late at all.
    const observed = hits.reduce((most, hit) => Math.max(most, overMsOf(hit)), 0)
    const hasExternal = hits.some(({ holder }) => holder === '')
    const bound = toleranceMs + (hasExternal ? skewMs : 0)
    const margin = { observed, bound, unit: 'ms' } as const
    const wrong = [...old.map(tooOld), ...outlived.map(outlivedBy)].toSorted(byTime)
    const [first] = wrong
    if (first === undefined) return { verdict: 'holds', why, samples: hits.length, margin }
    return { verdict: 'broken', why, samples: hits.length, margin, first }
  },
})

/** By how much it was older than it may be; below 0 while it still had time. */
function overMsOf({ ageMs, lifeMs }: Hit): number {
  return ageMs - lifeMs
}

function tooOld({ requestId, atUs, instance, key, ageMs, lifeMs }: Hit) {
  const what = `${instance} served ${key} after ${Math.round(ageMs)} ms of ${Math.round(lifeMs)}`
  return { requestId, atUs, what }
}

function outlivedBy({ requestId, atUs, holder, key }: Hit) {
  return { requestId, atUs, what: `${holder} served ${key}, which it had before it was started` }
}

function byTime(a: Required<Violation>, b: Required<Violation>): number {
  return a.atUs - b.atUs
}

/** An external cache tells the time by the calendar of who asks. */
function skewMsOf(faults: readonly FaultTimes[]): number {
  const skews = faults
    .filter(({ kind, applyingAtUs }) => kind === 'unit-clock' && applyingAtUs !== undefined)
    .map(({ params }) => Math.abs(Number(params.skewMs ?? 0)))
  return Math.max(0, ...skews)
}
