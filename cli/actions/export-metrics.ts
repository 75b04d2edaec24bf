import { openMetricsOf } from '../../reports/export/open-metrics.ts'
import { otlpOf } from '../../reports/export/otlp.ts'
import { metricsOf } from '../../reports/export/run-metrics.ts'
import { RunTables } from '../../reports/query/run-tables.ts'
import { summaryIn } from '../../reports/read-summary.ts'
import { readManifest } from '../../reports/store/manifest.ts'
import { writeOut } from '../write-text.ts'

export const metricFormats = ['openmetrics', 'otlp'] as const

export type ExportMetricsOptions = {
  readonly format: (typeof metricFormats)[number]
  readonly out?: string
}

/** Writes the series of a run as other tools read them. */
export async function exportMetrics(
  folder: string,
  { format, out }: ExportMetricsOptions,
): Promise<void> {
  const manifest = readManifest(folder)
  const summary = await summaryIn(folder)
  await using tables = await RunTables.open(folder)
  const metrics = await metricsOf(tables, manifest, summary)
  const text = format === 'otlp' ? otlpOf(metrics, manifest) : openMetricsOf(metrics)
  writeOut(out, text, 'the metrics')
}
