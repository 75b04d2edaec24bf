import { z } from 'zod'
import type { Judgement } from './objectives/objective.ts'
import type { RunStore } from './store/store.ts'

const latenessSchema = z.object({
  p50Ms: z.number(),
  p99Ms: z.number(),
  maxMs: z.number(),
  duePerS: z.number(),
  startedPerS: z.number(),
  withoutSocket: z.number(),
})

/**
 * How much later than intended requests were started; those of the warm-up left out. `startedPerS`
 * are those that were started before the load's end: fewer, where the generator cannot keep up.
 * `withoutSocket` are those for which it could open none: out of files, or of ports.
 */
export type Lateness = z.infer<typeof latenessSchema>

/** Undefined when no request was judged. */
export async function latenessOf(store: RunStore): Promise<Lateness | undefined> {
  const [lateness] = await store.rows(
    `WITH late AS (SELECT (fired_at_us - intended_at_us) / 1e3 AS ms, fired_at_us <= load_end_us AS
          in_time, outcome = 'failed'::word AND failure = 'no-connection'::word AS no_socket, greatest(load_end_us - load_start_us, 1) / 1e6 AS s
        FROM requests, run WHERE intended_at_us >= load_start_us)
      SELECT ms[1] AS "p50Ms", ms[2] AS "p99Ms", * EXCLUDE (ms) FROM (
        SELECT quantile_disc(ms, [0.5, 0.99]) AS ms,
          max(ms) AS "maxMs", count(*) / max(s) AS "duePerS",
          count(*) FILTER (in_time) / max(s) AS "startedPerS",
          count(*) FILTER (no_socket) AS "withoutSocket" FROM late HAVING count(*) > 0)`,
    latenessSchema,
  )
  return lateness
}

/** A smaller share of what is due is not the load that was asked for. */
const startedShareMin = 0.99

/** That the generator could not keep the rate, and what it reached; undefined: it could. */
export function tooFastText(lateness: Lateness | undefined): string | undefined {
  if (lateness === undefined) return undefined
  const { duePerS, startedPerS } = lateness
  if (startedPerS >= duePerS * startedShareMin) return undefined
  const reached = `${Math.round(startedPerS)} of ${Math.round(duePerS)} requests/s`
  return `the load generator cannot keep this rate: it reached ${reached}; lower load.ratePerS, or raise load.generators where processors are free`
}

/** That requests were lost by the generator itself, which could open no socket; undefined: none. */
export function withoutSocketText(lateness: Lateness | undefined): string | undefined {
  const { withoutSocket = 0 } = lateness ?? {}
  if (withoutSocket === 0) return undefined
  return `the load generator could open no connection for ${withoutSocket} requests: it was out of files or of ports; raise ulimit -n, or lower load.connections`
}

/** Lateness of this much is no sign of anything. */
const alwaysAllowedMs = 1
/** Of a run that judges no latency: its arrivals are then only a little burstier. */
const withoutLatencyMs = 10
const shareOfLimit = 0.05

/**
 * How late (p99) requests may be started. Lateness is within every latency that is measured, and
 * must be small against the strictest limit that is judged: at most a twentieth of it. A limit that is
 * a share of a baseline run asks for nothing: what that measured has its own lateness within.
 */
export function latenessBoundMs(judgements: readonly Judgement[]): number {
  const limits = judgements
    .filter(({ measure, baseline }) => measure === 'latency' && baseline === undefined)
    .flatMap(({ limit }) => (limit === undefined ? [] : [limit]))
  if (limits.length === 0) return withoutLatencyMs
  return Math.max(alwaysAllowedMs, Math.min(...limits) * shareOfLimit)
}
