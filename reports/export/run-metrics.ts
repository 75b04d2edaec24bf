import { z } from 'zod'
import type { RunTables } from '../query/run-tables.ts'
import type { Manifest } from '../store/manifest.ts'
import type { Summary } from '../summary.ts'

/** One point of a series, at an instant of the real world. */
export type Point = {
  readonly labels: Readonly<Record<string, string>>
  readonly unixMs: number
  readonly value: number
}

/** A family of series; counters only rise. */
export type Metric = {
  readonly name: string
  readonly kind: 'counter' | 'gauge'
  readonly unit: 'seconds' | 'ratio' | ''
  readonly about: string
  readonly points: readonly Point[]
}

const outcomeNames = ['ok', 'rejected', 'failed', 'unknown', 'not-sent'] as const
const quantiles = ['0.5', '0.9', '0.99'] as const

const secondSchema = z.object({
  second: z.number(),
  ok: z.number(),
  rejected: z.number(),
  failed: z.number(),
  unknown: z.number(),
  notSent: z.number(),
})
type Second = z.infer<typeof secondSchema>

/**
 * The series of a run as metrics: requests by outcome, latency by quantile, requests by zone, faults
 * that were on, and what each objective came to. A point of a second stands at the second's end.
 */
export async function metricsOf(
  tables: RunTables,
  manifest: Pick<Manifest, 'startedAt' | 'loadStartUs' | 'loadEndUs'>,
  summary: Summary,
): Promise<readonly Metric[]> {
  const startMs = Date.parse(manifest.startedAt) + manifest.loadStartUs / 1_000
  const endOf = (second: number) => startMs + (second + 1) * 1_000
  return [
    await requestsOf(tables, endOf),
    await latencyOf(tables, endOf),
    await zonesOf(tables, endOf),
    faultsOf(summary, startMs, (manifest.loadEndUs - manifest.loadStartUs) / 1e6),
    ...objectivesOf(summary, startMs + (manifest.loadEndUs - manifest.loadStartUs) / 1_000),
  ]
}

type EndOf = (second: number) => number

async function requestsOf(tables: RunTables, endOf: EndOf): Promise<Metric> {
  const seconds = await tables.rows(
    `SELECT second, ok, rejected, failed, unknown, not_sent AS "notSent" FROM per_second
      WHERE second >= 0 ORDER BY second`,
    secondSchema,
  )
  const points = outcomeNames.flatMap((outcome) => {
    let value = 0
    return seconds.map((second) => {
      value += countOf(second, outcome)
      return { labels: { outcome }, unixMs: endOf(second.second), value }
    })
  })
  const about = 'requests of the load by what became of them, as clients saw it'
  return { name: 'gatedrill_requests', kind: 'counter', unit: '', about, points }
}

function countOf(second: Second, outcome: (typeof outcomeNames)[number]): number {
  return outcome === 'not-sent' ? second.notSent : second[outcome]
}

async function latencyOf(tables: RunTables, endOf: EndOf): Promise<Metric> {
  const columns = quantiles.map((q, index) => `quantile_disc(latency_us, ${q}) / 1e6 AS q${index}`)
  const rows = await tables.rows(
    `SELECT floor((intended_at_us - load_start_us) / 1e6) AS second, ${columns.join(', ')}
      FROM requests, run WHERE outcome <> 'rejected' AND intended_at_us >= load_start_us
      GROUP BY second ORDER BY second`,
    z.record(z.string(), z.number().or(z.literal(Number.POSITIVE_INFINITY))),
  )
  const points = quantiles.flatMap((quantile, index) =>
    rows.map((row) => ({
      labels: { quantile },
      unixMs: endOf(row.second ?? 0),
      value: row[`q${index}`] ?? Number.NaN,
    })),
  )
  const about = 'from the intended start to the answer, infinite for requests without a good one'
  return { name: 'gatedrill_latency_seconds', kind: 'gauge', unit: 'seconds', about, points }
}

async function zonesOf(tables: RunTables, endOf: EndOf): Promise<Metric> {
  const rows = await tables.rows(
    `SELECT zone, floor((intended_at_us - load_start_us) / 1e6) AS second, count(*) AS requests
      FROM requests, run WHERE zone IS NOT NULL AND intended_at_us >= load_start_us
      GROUP BY zone, second ORDER BY zone, second`,
    z.object({ zone: z.string(), second: z.number(), requests: z.number() }),
  )
  const totals = new Map<string, number>()
  const points = rows.map(({ zone, second, requests }) => {
    const value = (totals.get(zone) ?? 0) + requests
    totals.set(zone, value)
    return { labels: { zone }, unixMs: endOf(second), value }
  })
  const about = 'requests that came to instances of a zone'
  return { name: 'gatedrill_zone_requests', kind: 'counter', unit: '', about, points }
}

function faultsOf({ faults }: Summary, startMs: number, lengthS: number): Metric {
  const points = faults.flatMap(({ id, kind, provenS, healedS = lengthS }) => {
    if (provenS === undefined) return []
    const labels = { fault: id, kind }
    const at = (second: number, value: number) => ({
      labels,
      unixMs: startMs + second * 1_000,
      value,
    })
    return [at(provenS, 1), at(healedS, 0)]
  })
  const about = '1 from the proof of a fault until it was healed'
  return { name: 'gatedrill_fault_active', kind: 'gauge', unit: '', about, points }
}

function objectivesOf({ objectives }: Summary, unixMs: number): Metric[] {
  const of = (value: (objective: Summary['objectives'][number]) => number | undefined) =>
    objectives.flatMap((objective) => {
      const found = value(objective)
      const labels = { objective: objective.objective, unit: objective.unit }
      return found === undefined ? [] : [{ labels, unixMs, value: found }]
    })
  return [
    {
      name: 'gatedrill_objective_measured',
      kind: 'gauge',
      unit: '',
      about: 'what an objective measured, in its unit',
      points: of(({ measured }) => (measured === 'infinite' ? Number.POSITIVE_INFINITY : measured)),
    },
    {
      name: 'gatedrill_objective_passed',
      kind: 'gauge',
      unit: '',
      about: '1: it passed, 0: it failed; absent: nothing can be told',
      points: of(({ verdict }) =>
        verdict === 'inconclusive' || verdict === 'not-claimed'
          ? undefined
          : Number(verdict === 'pass' || verdict === 'warn'),
      ),
    },
  ]
}
