import type { TopLevelSpec } from 'vega-lite'
import type { Findings } from '../findings.ts'
import { binSecondsOf } from '../series/bins.ts'
import type { InstanceSecond } from '../series/instance-seconds.ts'
import { defineChart, type Panel } from './define-chart.ts'
import { bandLayer, markLayer, timeAxis } from './fault-marks.ts'
import { palette } from './palette.ts'
import { columnsOf } from './time-table.ts'

/** A page of more is no page. */
const shownMax = 24

/** One small picture an instance, all of one scale: who fell silent, who took over, who came back cold. */
export const instancesChart = defineChart({
  name: 'instances',
  title: 'Every instance',
  about:
    'Requests per second that each instance was given, and of them in the darker colour those that got ' +
    'no good answer. All have the same scale.',
  describe({ series: { instances } }) {
    const names = [...new Set(instances.map(({ instance }) => instance))]
    return names
      .map((name) => {
        const rates = instances.filter((row) => row.instance === name).map((row) => row.perSecond)
        return `${name} from ${Math.min(...rates)} to ${Math.max(...rates)} a second`
      })
      .join(', ')
  },
  table({ manifest, series: { instances } }) {
    const stepS = binSecondsOf(manifest)
    const columns = columnsOf(instances, {
      stepS,
      unit: '/s',
      nameOf: ({ instance }) => instance,
      readingOf: ({ perSecond, bad }) =>
        bad === 0 ? perSecond : `${perSecond}, ${bad} of them bad,`,
    })
    return { stepS, columns: columns.slice(0, shownMax) }
  },
  spec(findings): TopLevelSpec | undefined {
    const { instances } = findings.series
    if (instances.length === 0) return undefined
    const names = [...new Set(instances.map(({ instance }) => instance))].slice(0, shownMax)
    const most = instances.reduce((found, row) => Math.max(found, row.perSecond), 1)
    const panels = names.map((name) =>
      panelOf(
        findings,
        instances.filter(({ instance }) => instance === name),
        most,
      ),
    )
    return { concat: panels, columns: 3, spacing: { row: 14, column: 18 } }
  },
})

function panelOf(findings: Findings, rows: readonly InstanceSecond[], most: number): Panel {
  const [first] = rows
  const values = rows.map(({ second, perSecond, bad }) => ({ second, perSecond, bad }))
  const domain: [number, number] = [0, most * 1.05]
  const areaOf = (field: 'perSecond' | 'bad', color: string) => ({
    data: { values },
    mark: { type: 'area' as const, interpolate: 'step-after' as const, color, opacity: 0.85 },
    encoding: {
      x: { ...timeAxis(findings, ''), field: 'second' },
      y: {
        field,
        type: 'quantitative' as const,
        scale: { domain, nice: false },
        axis: { title: null, tickCount: 3 },
      },
    },
  })
  return {
    title: {
      text: first?.instance ?? '',
      anchor: 'start',
      fontSize: 12,
      fontWeight: 500,
      color: palette.ink,
      offset: 4,
    },
    width: 285,
    height: 62,
    layer: [
      bandLayer(findings),
      areaOf('perSecond', palette.ok),
      areaOf('bad', palette.failed),
      markLayer(findings),
    ],
    resolve: { scale: { color: 'independent' } },
  }
}
