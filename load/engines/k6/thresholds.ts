import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { K6Result } from '../../../ledger/launch/k6.ts'

const summarySchema = z.object({
  metrics: z.record(
    z.string(),
    z.looseObject({ thresholds: z.record(z.string(), z.unknown()).optional() }),
  ),
})

/**
 * What k6 thinks of the script's thresholds, from its summary (`--summary-export`), where true
 * stands for one that was crossed. None when there is no summary.
 */
export function thresholdsIn(file: string): K6Result['thresholds'] {
  let summary: unknown
  try {
    summary = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // k6 went before it could write one.
    return []
  }
  const parsed = summarySchema.safeParse(summary)
  if (!parsed.success) return []
  return Object.entries(parsed.data.metrics).flatMap(([metric, { thresholds = {} }]) =>
    Object.entries(thresholds).map(([threshold, isCrossed]) => ({
      metric,
      threshold,
      isMet: isCrossed === false,
    })),
  )
}
