import type { Selector } from '../../scenarios/slo/schema.ts'
import { textsSql } from '../store/sql.ts'

const columns = ['outcome', 'population', 'operation', 'api', 'region', 'zone', 'phase'] as const

/** SQL that is true for the requests that a selector counts. */
export function selectionSql(selector: Selector): string {
  const conditions = columns.flatMap((column) => {
    const names = selector[column]
    return names === undefined ? [] : [`${column} IN (${textsSql(names)})`]
  })
  // Infinite for all that had no good answer, so that those are never below.
  const { latencyBelowMs } = selector
  if (latencyBelowMs !== undefined) conditions.push(`latency_us < ${latencyBelowMs * 1_000}`)
  return conditions.length === 0 ? 'TRUE' : `(coalesce(${conditions.join(' AND ')}, FALSE))`
}
