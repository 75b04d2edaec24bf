import type { TopLevelSpec } from 'vega-lite'
import { isTaken } from '../crowded-slices.ts'
import type { Findings } from '../findings.ts'
import { binSecondsOf } from '../series/bins.ts'
import { defineChart } from './define-chart.ts'
import { bandLayer, markLayer } from './fault-marks.ts'
import { palette, seriesColour } from './palette.ts'
import { stackLayer } from './share-bands.ts'
import { columnsOf, percentOf } from './time-table.ts'

const users = ['this run', 'other processes', 'stolen'] as const
const colours = [seriesColour(0), seriesColour(1), seriesColour(3)]

/** Who had the processors, half second by half second: a burst of others is seen in no average. */
export const processors = defineChart({
  name: 'processors',
  title: 'Processors',
  about:
    'What of all processors this run had, other processes had, and a hypervisor gave to other machines ' +
    '(stolen). The strip above marks when the machine was full and others had more than 20 % of it: what ' +
    'fails then may fail for want of processors.',
  isShown: ({ manifest }) => manifest.machineUse?.slices !== undefined,
  describe(findings) {
    const rows = rowsOf(findings)
    if (rows.length === 0) return 'How busy the machine was is not known over time.'
    const most = (of: (row: Row) => number) => `${percentOf(Math.max(...rows.map(of)))} %`
    const taken = rows.filter((row) => row.isTaken).length
    return (
      `In ${taken} of ${rows.length} stretches others had too much of a full machine. At most this run ` +
      `had ${most((row) => row['this run'])}, other processes ${most((row) => row['other processes'])}, ` +
      `and ${most((row) => row.stolen)} was stolen.`
    )
  },
  table(findings) {
    const stepS = stepSOf(findings)
    const rows = rowsOf(findings).flatMap((row) => {
      return users.map((user) => ({ second: row.second, user, share: row[user] }))
    })
    const columns = columnsOf(rows, {
      stepS,
      unit: ' %',
      nameOf: ({ user }) => user,
      readingOf: ({ share }) => percentOf(share),
      colourOf: (index) => colours[index] ?? palette.muted,
    })
    return { stepS, columns }
  },
  spec(findings): TopLevelSpec | undefined {
    const rows = rowsOf(findings)
    if (rows.length === 0) return undefined
    const stepS = stepSOf(findings)
    return {
      width: 980,
      height: 110,
      layer: [
        bandLayer(findings),
        stackLayer(findings, {
          values: rows.flatMap((row) => stackOf(row, stepS)),
          field: 'user',
          names: users,
          colours,
          title: 'of all processors',
          // The rest above is the strip's.
          highest: 1.16,
        }),
        {
          data: {
            values: rows
              .filter((row) => row.isTaken)
              .map(({ second }) => ({ second, end: second + stepS, low: 1.06, high: 1.12 })),
          },
          mark: { type: 'rect', color: palette.failed },
          encoding: {
            x: { field: 'second', type: 'quantitative' },
            x2: { field: 'end' },
            y: { field: 'low', type: 'quantitative' },
            y2: { field: 'high' },
          },
        },
        markLayer(findings),
      ],
      resolve: { scale: { color: 'independent' } },
    }
  },
})

type Row = Readonly<Record<(typeof users)[number], number>> & {
  readonly second: number
  readonly isTaken: boolean
}

/** Half seconds, or what other pictures of a long load have. */
function stepSOf({ manifest }: Findings): number {
  const binS = binSecondsOf(manifest)
  return binS === 1 ? 0.5 : binS
}

/** Slices began when a timer fired, and pictures begin with the load: each step takes what falls in it. */
function rowsOf(findings: Findings): Row[] {
  const { loadStartUs, loadEndUs, machineUse } = findings.manifest
  const stepUs = stepSOf(findings) * 1e6
  const steps = Math.ceil((loadEndUs - loadStartUs) / stepUs)
  const slices = machineUse?.slices ?? []
  return Array.from({ length: steps }, (_, index) => index).flatMap((index) => {
    const fromUs = loadStartUs + index * stepUs
    const parts = slices.flatMap((slice) => {
      const us = Math.min(slice.untilUs, fromUs + stepUs) - Math.max(slice.fromUs, fromUs)
      return us > 0 ? [{ slice, us }] : []
    })
    const wholeUs = parts.reduce((sum, { us }) => sum + us, 0)
    if (wholeUs === 0) return []
    const mean = (of: (slice: (typeof slices)[number]) => number) =>
      Number((parts.reduce((sum, { slice, us }) => sum + of(slice) * us, 0) / wholeUs).toFixed(4))
    return [
      {
        second: (index * stepUs) / 1e6,
        'this run': mean(({ ownShare }) => ownShare),
        'other processes': mean(({ otherShare, stolenShare }) => otherShare - stolenShare),
        stolen: mean(({ stolenShare }) => stolenShare),
        isTaken: parts.some(({ slice, us }) => us >= stepUs / 2 && isTaken(slice)),
      },
    ]
  })
}

/** The three on top of each other. */
function stackOf(row: Row, stepS: number) {
  let low = 0
  return users.flatMap((user) => {
    low += row[user]
    const { second } = row
    return row[user] === 0
      ? []
      : [{ second, end: second + stepS, user, low: low - row[user], high: low }]
  })
}
