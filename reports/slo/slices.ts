import { z } from 'zod'
import type { Indicator, Slo } from '../../scenarios/slo/schema.ts'
import type { RunStore } from '../store/store.ts'
import { selectionSql } from './selection.ts'

const sliceSchema = z.object({ slice: z.number(), good: z.number(), total: z.number() })

/** A stretch of the load: how many of its events were good. Stretches without any are left out. */
export type Slice = z.infer<typeof sliceSchema>

type SloObjective = Slo['objectives'][number]

/** What happened to each request, stretch by stretch of so many seconds. */
export function countedSlices(
  store: RunStore,
  objective: SloObjective,
  sliceS: number,
): Promise<Slice[]> {
  const { good, total } = countsSql(objective)
  return store.rows(
    `SELECT * FROM (
        SELECT ${sliceSql(sliceS)} AS slice, count(*) FILTER (${total} AND ${good}) AS good,
          count(*) FILTER (${total}) AS total
        FROM requests, run WHERE intended_at_us >= load_start_us GROUP BY slice)
      WHERE total > 0 ORDER BY slice`,
    sliceSchema,
  )
}

/** Each stretch as one event, which is good when its quantile is. */
export function judgedSlices(
  store: RunStore,
  indicator: Extract<Indicator, { kind: 'threshold' }>,
  { op = 'lt', value = 0 }: SloObjective,
  sliceS: number,
): Promise<Slice[]> {
  const { quantile } = indicator.threshold
  return store.rows(
    `SELECT slice, (measured ${operators[op]} ${value * 1_000})::INTEGER AS good, 1 AS total FROM (
        SELECT ${sliceSql(sliceS)} AS slice, quantile_disc(latency_us, ${quantile}) AS measured
        FROM requests, run WHERE intended_at_us >= load_start_us AND ${thresholdSql(indicator)}
        GROUP BY slice)
      ORDER BY slice`,
    sliceSchema,
  )
}

const operators = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

const sliceSql = (sliceS: number) =>
  `floor((intended_at_us - load_start_us) / ${sliceS * 1e6})::INTEGER`

function countsSql({ indicator, op = 'lt', value = 0 }: SloObjective) {
  if (indicator.kind === 'threshold') {
    const good = `latency_us ${operators[op]} ${value * 1_000}`
    return { good, total: thresholdSql(indicator) }
  }
  const { good, bad, total } = indicator
  const isGood = bad === undefined ? selectionSql(good ?? {}) : `NOT ${selectionSql(bad)}`
  return { good: isGood, total: selectionSql(total) }
}

/** A quick 429 is no quick answer, as in every latency here. */
function thresholdSql({ threshold }: Extract<Indicator, { kind: 'threshold' }>): string {
  const { measure: _, quantile: __, ...selector } = threshold
  return `outcome <> 'rejected'::word AND ${selectionSql(selector)}`
}
