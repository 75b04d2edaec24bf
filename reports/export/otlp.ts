import type { Manifest } from '../store/manifest.ts'
import type { Metric, Point } from './run-metrics.ts'

type Identity = Pick<Manifest, 'versions' | 'scenarioName' | 'runId' | 'seed' | 'startedAt'>

/**
 * Metrics as one OTLP request in JSON, as `POST /v1/metrics` of a collector takes it, and a file
 * receiver line by line. Source: OpenTelemetry Protocol 1.x, JSON Protobuf encoding.
 */
export function otlpOf(metrics: readonly Metric[], manifest: Identity): string {
  const attributes = attributesOf({
    'service.name': 'gatedrill',
    'service.version': manifest.versions.gatedrill ?? '',
    'gatedrill.scenario': manifest.scenarioName,
    'gatedrill.run_id': manifest.runId,
    'gatedrill.seed': String(manifest.seed),
  })
  const startNs = nanosecondsOf(Date.parse(manifest.startedAt))
  const request = {
    resourceMetrics: [
      {
        resource: { attributes },
        scopeMetrics: [
          {
            scope: { name: 'gatedrill' },
            metrics: metrics
              .filter(({ points }) => points.length > 0)
              .map((metric) => metricOf(metric, startNs)),
          },
        ],
      },
    ],
  }
  return `${JSON.stringify(request)}\n`
}

/** Since the start of the run. Source: opentelemetry-proto, metrics.proto. */
const cumulative = 2

function metricOf({ name, kind, unit, about, points }: Metric, startNs: string) {
  const head = { name, description: about, unit: unit === 'seconds' ? 's' : '1' }
  const dataPoints = points.map((point) => pointOf(point, startNs))
  return kind === 'counter'
    ? { ...head, sum: { aggregationTemporality: cumulative, isMonotonic: true, dataPoints } }
    : { ...head, gauge: { dataPoints } }
}

function pointOf({ labels, unixMs, value }: Point, startTimeUnixNano: string) {
  return {
    attributes: attributesOf(labels),
    startTimeUnixNano,
    timeUnixNano: nanosecondsOf(unixMs),
    // JSON has no infinity; the encoding has it as text.
    asDouble: Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : 'Infinity',
  }
}

function attributesOf(labels: Readonly<Record<string, string>>) {
  return Object.entries(labels).map(([key, value]) => ({ key, value: { stringValue: value } }))
}

/** As text: more than a number holds. */
function nanosecondsOf(unixMs: number): string {
  return `${BigInt(Math.round(unixMs * 1_000)) * 1_000n}`
}
