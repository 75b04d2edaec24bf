import { z } from 'zod'
import type { RunStore } from './store/store.ts'

/**
 * How one counter of one key was used in one region, against its limit and against the bound that
 * holds for counters replicated asynchronously:
 * `min(N*L, P*L + lag + N + crashes + restarts)`, where
 * L is what the limit allows in any window (a bucket that refills may be emptied and filled once in
 * its window, so twice its size), N the holders (every start of an instance is one), P the groups of holders that
 * could not reach each other, `lag` the most calls that arrived anywhere within the replication
 * lag, N stands for one call in flight per holder, `crashes` the calls that killed holders had not
 * yet sent on, and `restarts` one limit for every holder that came back without catching up.
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
  /** The most calls admitted in any window of its length, and when that window ended. */
  readonly admittedMax: number
  readonly admittedMaxAtUs: number
  readonly bound: number
  readonly terms: BoundTerms
}

export type BoundTerms = {
  readonly holders: number
  readonly groups: number
  readonly lagMs: number
  readonly lagCalls: number
  readonly crashes: number
  readonly crashCalls: number
  readonly coldRestarts: number
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
  admittedMax: z.number(),
  admittedMaxAtUs: z.number(),
  holders: z.number(),
  lagCalls: z.number(),
  crashes: z.number(),
  crashCalls: z.number(),
  coldRestarts: z.number(),
})

/** Every counter and key of the run, those nearest to their bound first. */
export async function limitUsesOf(store: RunStore): Promise<LimitUse[]> {
  const lagMs = lagMsOf(store)
  const groups = groupsOf(store)
  const used = await store.rows(useSql(lagMs * 1_000), usedSchema)
  return used
    .map(({ holders, lagCalls, crashes, crashCalls, coldRestarts, ...use }) => {
      const terms = { holders, groups, lagMs, lagCalls, crashes, crashCalls, coldRestarts }
      return { ...use, terms, bound: boundOf(use.allowed, terms) }
    })
    .sort((a, b) => a.bound - a.admittedMax - (b.bound - b.admittedMax))
}

/** The most calls that may be admitted in one window. Source: see `LimitUse`. */
export function boundOf(allowed: number, terms: BoundTerms): number {
  const { holders, groups, lagCalls, crashCalls, coldRestarts } = terms
  const apart = groups * allowed + lagCalls + holders + crashCalls + coldRestarts * allowed
  return Math.min(holders * allowed, apart)
}

function useSql(lagUs: number): string {
  const key = 'region, counter, key_hash'
  return `WITH decisions AS (
      SELECT region, counter, key_hash, writer_instance, incarnation, at_us, admitted, "limit",
        window_ms, refills, count_seen,
        -- A window of length 0 never ends.
        CASE window_ms WHEN 0 THEN 1e15 ELSE greatest(window_ms * 1000 - ${roundingUs}, 0) END
          AS window_us
      FROM admission_records JOIN instances ON writer_instance = instances.instance
    ), windows AS (
      SELECT *,
        sum(admitted) OVER (PARTITION BY ${key} ORDER BY at_us RANGE BETWEEN
          window_us PRECEDING AND CURRENT ROW) AS in_window,
        count(*) OVER (PARTITION BY ${key} ORDER BY at_us
          RANGE BETWEEN ${lagUs} PRECEDING AND CURRENT ROW) AS in_lag,
        count(*) OVER (PARTITION BY ${key}, writer_instance ORDER BY at_us
          RANGE BETWEEN ${lagUs} PRECEDING AND CURRENT ROW) AS in_holder_lag
      FROM decisions
    ), restarts AS (
      -- A holder that starts anew while others have counted should have heard of it by then.
      SELECT ${key}, count(*) FILTER (incarnation > 1 AND first_seen = 0 AND others > 0)
          AS cold_restarts, count(*) AS holders
      FROM (SELECT ${key}, writer_instance, incarnation, arg_min(count_seen, row(at_us, count_seen)) AS first_seen,
          arg_min(in_window - admitted, row(at_us, count_seen)) AS others
        FROM windows GROUP BY ${key}, writer_instance, incarnation) GROUP BY ${key}
    ), crashes AS (
      SELECT ${key}, count(DISTINCT writer_instance) AS crashes, max(in_holder_lag) AS holder_lag
      FROM windows WHERE writer_instance IN (FROM killed) GROUP BY ${key}
    )
    SELECT region, counter, key_hash AS "keyHash", max("limit") AS "limit",
      max(window_ms) AS "windowMs", max("limit"::DOUBLE * (1 + refills)) AS allowed, sum(admitted) AS admitted,
      count(*) - sum(admitted) AS rejected, max(in_window) AS "admittedMax",
      -- The first of several windows that admitted as much.
      arg_max(at_us, row(in_window, -at_us)) AS "admittedMaxAtUs", any_value(holders) AS holders,
      max(in_lag) AS "lagCalls", coalesce(any_value(crashes), 0) AS crashes,
      coalesce(any_value(crashes * holder_lag), 0) AS "crashCalls",
      any_value(cold_restarts) AS "coldRestarts"
    FROM windows JOIN restarts USING (${key}) LEFT JOIN crashes USING (${key})
    GROUP BY ${key} ORDER BY ${key}`
}

/** How old a holder's view of the others may be: a replication period, the way, and stalls. */
function lagMsOf({ manifest }: RunStore): number {
  const { timing, instances, controllerLagMaxMs } = manifest
  const zones = new Set(instances.map(({ zone }) => zone))
  const name = zones.size > 1 ? 'replicationBetweenZonesMs' : 'replicationInZoneMs'
  return Number(timing[name] ?? 0) + transitMs + Math.ceil(controllerLagMaxMs)
}

/** Faults that part holders while they serve make groups; a dead holder admits nothing. */
function groupsOf({ manifest }: RunStore): number {
  const parting = manifest.faults.filter(({ kind }) => /partition|isolat/.test(kind))
  return 1 + parting.length
}
