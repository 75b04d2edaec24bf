import { z } from 'zod'
import { correctionsIn } from './corrected-quotas.ts'
import { type Apart, apartOf, groupsOf } from './hearing.ts'
import { meetsInRedis } from './hearing-redis.ts'
import { skewedAt } from './skewed-clocks.ts'
import { textsSql } from './store/sql.ts'
import type { RunStore } from './store/store.ts'

/**
 * How one counter of one key was used in one region, against its limit and against the bound that
 * holds for counters replicated asynchronously:
 * `min(N*L, P*L + lag + N + crashes + restarts)`, where
 * L is what the limit allows in any window (a bucket that refills may be emptied and filled once in
 * its window, so twice its size), N the holders (every start of an instance is one), P the groups of
 * holders that could not hear each other while the window lasted (`groupsOf`), `lag` the most calls
 * that arrived anywhere within the replication lag, N stands for one call in flight per holder,
 * `crashes` the calls that killed holders had not yet sent on, and `restarts` one limit for every
 * holder that came back without catching up, and for every reset of counters.
 *
 * Windows that touch a span in which holders were apart have another bound than all others; what is
 * given is the window with the least slack to its own bound.
 */
export type LimitUse = {
  readonly region: string
  readonly counter: string
  readonly keyHash: string
  readonly limit: number
  readonly windowMs: number
  /** What one holder that knows everything may admit in any window of that length. */
  readonly allowed: number
  readonly admitted: number
  readonly rejected: number
  /** The calls admitted in the window that came nearest to its bound, and when it ended. */
  readonly admittedMax: number
  readonly admittedMaxAtUs: number
  readonly bound: number
  readonly terms: BoundTerms
  /** The fullest window of all, which may have a wider bound and so more slack. */
  readonly fullest?: { readonly admitted: number; readonly bound: number; readonly groups: number }
}

export type BoundTerms = {
  readonly holders: number
  readonly groups: number
  readonly lagMs: number
  readonly lagCalls: number
  readonly crashes: number
  readonly crashCalls: number
  readonly coldRestarts: number
  /** Limits that were forgotten by a reset, early by a clock set wrong, or set anew by hand. */
  readonly resets: number
}

// A holder reads its clock in whole milliseconds, and the ledger in microseconds.
const roundingUs = 1_000
// A change passes a link and two event loops beside waiting for the next batch.
const transitMs = 20

const usedSchema = z.object({
  region: z.string(),
  counter: z.string(),
  keyHash: z.string(),
  limit: z.number(),
  windowMs: z.number(),
  allowed: z.number(),
  admitted: z.number(),
  rejected: z.number(),
  isApart: z.boolean(),
  admittedMax: z.number(),
  admittedMaxAtUs: z.number(),
  holders: z.number(),
  instances: z.string(),
  lagCalls: z.number(),
  crashes: z.number(),
  crashCalls: z.number(),
  coldRestarts: z.number(),
})

/** Every counter and key of the run, those nearest to their bound first. */
export async function limitUsesOf(store: RunStore): Promise<LimitUse[]> {
  const { manifest, eventLedger, faults } = store
  const spans = apartOf(manifest, eventLedger.events, faults)
  const lagMs = lagMsOf(store)
  const apartLagMs = lagMs + Math.max(0, ...spans.map(({ lateMs }) => lateMs))
  const isSkewed = skewedAt(faults)
  const correctionsOf = correctionsIn(eventLedger.events)
  const used = await store.rows(useSql(lagMs * 1_000, apartLagMs * 1_000, spans), usedSchema)
  const uses = used.map(({ isApart, instances, holders, lagCalls, ...rest }) => {
    const { crashes, crashCalls, coldRestarts, ...use } = rest
    const names = instances.split(' ')
    const skews = isSkewed(use.admittedMaxAtUs, use.windowMs) ? 1 : 0
    const resets = resetsOf(store, names) + skews + correctionsOf(use)
    const groups = isApart ? groupsOf(names, spans) : 1
    const within = { lagMs: isApart ? apartLagMs : lagMs, lagCalls }
    const terms = { holders, groups, ...within, crashes, crashCalls, coldRestarts, resets }
    return { ...use, terms, bound: boundOf(use.allowed, terms) }
  })
  return nearestOfEach(uses).sort((a, b) => slackOf(a) - slackOf(b))
}

/** Of the windows of one counter and key, apart and not, those with the least slack. */
function nearestOfEach(uses: readonly LimitUse[]): LimitUse[] {
  const nearest = new Map<string, LimitUse>()
  for (const use of uses) {
    const name = `${use.region} ${use.counter} ${use.keyHash}`
    const known = nearest.get(name)
    const fullest = fullestOf(use, known)
    const isNearer = known === undefined || slackOf(use) < slackOf(known)
    nearest.set(name, { ...(isNearer ? use : known), fullest })
  }
  return [...nearest.values()]
}

function fullestOf(use: LimitUse, known: LimitUse | undefined) {
  const { admittedMax: admitted, bound, terms } = use
  const before = known?.fullest
  return before !== undefined && before.admitted >= admitted
    ? before
    : { admitted, bound, groups: terms.groups }
}

function slackOf({ bound, admittedMax }: LimitUse): number {
  return bound - admittedMax
}

/** The most calls that may be admitted in one window. Source: see `LimitUse`. */
export function boundOf(allowed: number, terms: BoundTerms): number {
  const { holders, groups, lagCalls, crashCalls, coldRestarts, resets } = terms
  const again = coldRestarts + resets
  const apart = groups * allowed + lagCalls + holders + crashCalls + again * allowed
  // A holder that forgets may admit its limit once more by itself as well.
  return Math.min((holders + resets) * allowed, apart)
}

function useSql(lagUs: number, apartLagUs: number, spans: readonly Apart[]): string {
  const key = 'region, counter, key_hash'
  const windowOver = (partition: string, reach: string) =>
    `OVER (PARTITION BY ${partition} ORDER BY at_us RANGE BETWEEN ${reach} PRECEDING AND CURRENT ROW)`
  const isApart = spans
    .map(
      ({ fromUs, toUs }) => `(at_us >= ${fromUs} AND at_us - window_us <= ${Math.min(toUs, 1e15)})`,
    )
    .join(' OR ')
  return `WITH decisions AS (
      SELECT place AS region, counter, key_hash, writer_instance, incarnation, at_us, admitted, "limit",
        window_ms, refills, count_seen,
        -- Calls that are counted later count as one.
        CASE admitted WHEN 0 THEN 0 ELSE greatest(counted, 1) END AS calls,
        -- A window of length 0 never ends.
        CASE window_ms WHEN 0 THEN 1e15 ELSE greatest(window_ms * 1000 - ${roundingUs}, 0) END
          AS window_us
      FROM admission_records JOIN instances ON writer_instance = instances.instance
    ), windows AS (
      SELECT *, ${isApart || 'false'} AS is_apart,
        sum(calls) ${windowOver(key, 'window_us')} AS in_window,
        count(*) ${windowOver(key, String(lagUs))} AS in_lag,
        ${isApart === '' ? '0' : `count(*) ${windowOver(key, String(apartLagUs))}`} AS in_apart_lag
      FROM decisions
    ), restarts AS (
      -- A holder that starts anew while others have counted should have heard of it by then.
      SELECT ${key}, count(*) FILTER (incarnation > 1 AND first_seen = 0 AND others > 0)
          AS cold_restarts, count(*) AS holders,
        string_agg(DISTINCT writer_instance, ' ' ORDER BY writer_instance) AS instances
      FROM (SELECT ${key}, writer_instance, incarnation, arg_min(count_seen, row(at_us, count_seen)) AS first_seen,
          arg_min(in_window - calls, row(at_us, count_seen)) AS others
        FROM windows GROUP BY ${key}, writer_instance, incarnation) GROUP BY ${key}
    ), crashes AS (
      SELECT ${key}, count(DISTINCT writer_instance) AS crashes, max(in_holder_lag) AS holder_lag
      FROM (SELECT ${key}, writer_instance,
          count(*) ${windowOver(`${key}, writer_instance`, String(apartLagUs))} AS in_holder_lag
        FROM decisions WHERE writer_instance IN (FROM killed)${alsoCutOff(spans)})
      GROUP BY ${key}
    ), totals AS (
      SELECT ${key}, sum(calls) AS admitted, count(*) FILTER (admitted = 0) AS rejected
      FROM decisions GROUP BY ${key}
    )
    SELECT region, counter, key_hash AS "keyHash", max("limit") AS "limit",
      max(window_ms) AS "windowMs", max("limit"::DOUBLE * (1 + refills)) AS allowed,
      any_value(totals.admitted) AS admitted, any_value(totals.rejected) AS rejected,
      is_apart AS "isApart", max(in_window) AS "admittedMax",
      -- The first of several windows that admitted as much.
      arg_max(at_us, row(in_window, -at_us)) AS "admittedMaxAtUs", any_value(holders) AS holders,
      any_value(instances) AS instances,
      max(CASE WHEN is_apart THEN in_apart_lag ELSE in_lag END) AS "lagCalls",
      coalesce(any_value(crashes), 0) AS crashes,
      coalesce(any_value(crashes * holder_lag), 0) AS "crashCalls",
      any_value(cold_restarts) AS "coldRestarts"
    FROM windows JOIN restarts USING (${key}) JOIN totals USING (${key})
      LEFT JOIN crashes USING (${key})
    GROUP BY ${key}, is_apart ORDER BY ${key}, is_apart`
}

/** What a holder had not said when its clients and peers could not reach it is lost as in a crash. */
function alsoCutOff(spans: readonly Apart[]): string {
  const cutOff = spans.flatMap((span) => span.cutOff)
  if (cutOff.length === 0) return ''
  return ` OR writer_instance IN (${textsSql(cutOff)})`
}

/** How old a holder's view of the others may be: a replication period, the way, and stalls. */
function lagMsOf({ manifest }: RunStore): number {
  const { timing, instances, controllerLagMaxMs, scenario } = manifest
  const zones = new Set(instances.map(({ zone }) => zone))
  const name = zones.size > 1 ? 'replicationBetweenZonesMs' : 'replicationInZoneMs'
  // Told at the next look of who counted, and heard at the next look of the others.
  const periodMs = meetsInRedis(scenario)
    ? 2 * Number(timing.replicationBetweenZonesMs ?? 0)
    : Number(timing[name] ?? 0)
  return periodMs + transitMs + Math.ceil(controllerLagMaxMs)
}

/** Resets of counters that some of these holders felt. */
function resetsOf({ faults }: RunStore, holders: readonly string[]): number {
  return faults.filter(
    ({ kind, targets, applyingAtUs }) =>
      kind === 'counter-reset' &&
      applyingAtUs !== undefined &&
      targets.some((target) => holders.includes(target)),
  ).length
}
