import type { Metric, Point } from './run-metrics.ts'

/**
 * Metrics as OpenMetrics text, with the instants of the run: `promtool tsdb create-blocks-from
 * openmetrics` takes it. Source: OpenMetrics 1.0.0, RFC draft of the CNCF.
 */
export function openMetricsOf(metrics: readonly Metric[]): string {
  const families = metrics.filter(({ points }) => points.length > 0).map(familyOf)
  return `${families.join('')}# EOF\n`
}

function familyOf({ name, kind, unit, about, points }: Metric): string {
  const sample = kind === 'counter' ? `${name}_total` : name
  return [
    `# TYPE ${name} ${kind}\n`,
    ...(unit === '' ? [] : [`# UNIT ${name} ${unit}\n`]),
    `# HELP ${name} ${escaped(about)}\n`,
    ...points.map(
      (point) =>
        `${sample}${labelsOf(point)} ${numberOf(point.value)} ${(point.unixMs / 1_000).toFixed(3)}\n`,
    ),
  ].join('')
}

function labelsOf({ labels }: Point): string {
  const texts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return `{${texts.join(',')}}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function numberOf(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (Number.isFinite(value)) return String(value)
  return value > 0 ? '+Inf' : '-Inf'
}
