import type { TopLevelSpec } from 'vega-lite'
import { latenciesOf } from '../evidence.ts'
import type { Findings } from '../findings.ts'
import { quantileOf } from '../objectives/statistics.ts'
import { type Phase, phases } from '../phases.ts'
import { defineChart } from './define-chart.ts'
import { logTicksOf } from './log-ticks.ts'
import { palette } from './palette.ts'

const names: Readonly<Record<Phase, string>> = {
  before: 'before fault',
  during: 'during fault',
  recovery: 'during recovery',
  after: 'after fault',
}
const colours: Readonly<Record<Phase, string>> = {
  before: palette.before,
  during: palette.during,
  recovery: palette.recovering,
  after: palette.after,
}
const dashes: Readonly<Record<Phase, number[]>> = {
  before: [],
  during: [8, 3],
  recovery: [2, 2],
  after: [12, 3, 2, 3],
}

/** Latency at every quantile, each further nine as far from the last one as that from its own. */
export const latencySpectrum = defineChart({
  name: 'latency-spectrum',
  title: 'Latency by percentile, per phase',
  about:
    'How slow the slowest share of the requests was. A line ends where the rest got no ' +
    'good answer, or where a phase has too few requests to tell.',
  describe: (findings) =>
    phases
      .map((phase) => {
        const p99Us = quantileOf(latenciesOf(findings.evidence, { phase }), 0.99)
        if (p99Us === undefined) return `${names[phase]}: no requests`
        return `${names[phase]}: p99 ${Number.isFinite(p99Us) ? `${(p99Us / 1_000).toFixed(1)} ms` : 'unanswered'}`
      })
      .join(', '),
  spec(findings): TopLevelSpec | undefined {
    const values = phases.flatMap((phase) => pointsOf(findings, phase))
    if (values.length === 0) return undefined
    const shown = phases.filter((phase) => values.some((value) => value.phase === names[phase]))
    const yDomain = domainOf(values.map(({ latencyMs }) => latencyMs))
    const domain = shown.map((phase) => names[phase])
    return {
      width: 760,
      height: 230,
      data: { values },
      mark: { type: 'line', strokeWidth: 2.2, interpolate: 'linear' },
      encoding: {
        x: {
          field: 'nines',
          type: 'quantitative',
          scale: { domain: [0, 4], nice: false },
          axis: {
            title: 'percentile',
            values: [0, Math.log10(2), 1, 2, 3, 4],
            labelExpr:
              "datum.value == 0 ? 'p0' : datum.value < 1 ? 'p50' : datum.value == 1 ? 'p90' : " +
              "datum.value == 2 ? 'p99' : datum.value == 3 ? 'p99.9' : 'p99.99'",
          },
        },
        y: {
          field: 'latencyMs',
          type: 'quantitative',
          scale: { type: 'log', nice: false, domain: yDomain },
          axis: { title: 'latency, ms (log)', values: logTicksOf(yDomain), format: '~s' },
        },
        color: {
          field: 'phase',
          type: 'nominal',
          scale: { domain, range: shown.map((phase) => colours[phase]) },
          legend: { title: null, orient: 'right', symbolType: 'stroke' },
        },
        strokeDash: {
          field: 'phase',
          type: 'nominal',
          scale: { domain, range: shown.map((phase) => dashes[phase]) },
        },
      },
    }
  },
})

const stepsPerNine = 24

function pointsOf({ evidence }: Findings, phase: Phase) {
  const sorted = latenciesOf(evidence, { phase })
  const points: { phase: string; nines: number; latencyMs: number }[] = []
  for (let step = 0; step <= 4 * stepsPerNine; step += 1) {
    const nines = step / stepsPerNine
    const quantile = 1 - 10 ** -nines
    const latencyUs = quantileOf(sorted, quantile)
    // Beyond the last value but one there is nothing left to rank.
    if (latencyUs === undefined || sorted.length * (1 - quantile) < 1) break
    if (!Number.isFinite(latencyUs)) break
    points.push({ phase: names[phase], nines, latencyMs: round(latencyUs / 1_000) })
  }
  return points
}

/** Half again around the values, and at least from 1 to 100 ms. */
function domainOf(values: readonly number[]): [number, number] {
  const least = values.reduce((a, b) => Math.min(a, b), 1.5)
  const most = values.reduce((a, b) => Math.max(a, b), 67)
  return [least / 1.5, most * 1.5]
}

/** Three decimals: nanoseconds are no information, and make specs long. */
function round(latencyMs: number): number {
  return Math.max(Math.round(latencyMs * 1_000) / 1_000, 0.001)
}
