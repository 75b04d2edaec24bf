import type { TopLevelSpec } from 'vega-lite'
import { type Blame, failureCauses } from '../attribution.ts'
import { defineChart } from './define-chart.ts'
import { palette, seriesColour } from './palette.ts'

const causeColours: Readonly<Record<Blame['cause'], string>> = {
  'in flight at t0': palette.unknown,
  'before detection': palette.fault,
  'after detection': palette.failed,
  'during failback': palette.recovery,
  'side effect of the fault': seriesColour(4),
  'too late': seriesColour(5),
  limit: palette.rejected,
  policy: seriesColour(0),
  'backend error': seriesColour(2),
  'backend unreachable': palette.tail,
  'stale connection': seriesColour(1),
  'no free connection': palette.median,
  'after heal': seriesColour(3),
  unexplained: palette['not-sent'],
}

/** Requests that were not ok, by who made them so and why. */
export const failureLayersChart = defineChart({
  name: 'failure-layers',
  title: 'Errors by layer and policy',
  about: 'Every request that was not answered well, by the layer that made it so and the cause.',
  describe: ({ blames }) =>
    blames.map((blame) => `${labelOf(blame)}: ${blame.count} (${blame.cause})`).join(', ') ||
    'Every request was answered well.',
  spec({ blames }): TopLevelSpec | undefined {
    if (blames.length === 0) return undefined
    const values = blames.map((blame) => {
      return { layer: labelOf(blame), cause: blame.cause, count: blame.count }
    })
    const causes = failureCauses.filter((cause) => blames.some((blame) => blame.cause === cause))
    return {
      width: 640,
      height: { step: 30 },
      data: { values },
      mark: { type: 'bar', height: 18 },
      encoding: {
        y: {
          field: 'layer',
          type: 'nominal',
          sort: { field: 'count', op: 'sum', order: 'descending' },
          axis: { title: null, labelLimit: 600, labelFontSize: 12 },
        },
        x: {
          field: 'count',
          type: 'quantitative',
          aggregate: 'sum',
          axis: { title: 'requests', tickMinStep: 1 },
        },
        color: {
          field: 'cause',
          type: 'nominal',
          scale: { domain: causes, range: causes.map((cause) => causeColours[cause]) },
          legend: { title: 'cause', orient: 'right' },
        },
      },
    }
  },
})

/** `gateway · rate-limit (product) · 429`. */
export function labelOf({ layer, policy, scope, status }: Blame): string {
  const who = policy === '' ? layer : `${layer} · ${policy}${scope === '' ? '' : ` (${scope})`}`
  return status === 0 ? `${who} · no answer` : `${who} · ${status}`
}
