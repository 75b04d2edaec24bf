import { styleText } from 'node:util'
import { runFoldersIn } from '../../reports/compare/run-folders.ts'
import { measuredText } from '../../reports/format.ts'
import { type Trend, type TrendSeries, trendsOf } from '../../reports/trend/trend.ts'

/** Prints how the runs in a folder went over time, and where they changed. */
export async function trend(folder: string, { json = false }: { readonly json?: boolean }) {
  const { trends, skipped } = await trendsOf(runFoldersIn(folder))
  for (const { where, what } of skipped) process.stderr.write(`skipped ${where}: ${what}\n`)
  if (json) process.stdout.write(`${JSON.stringify(trends, undefined, 2)}\n`)
  else process.stdout.write(trends.map(textOf).join('\n'))
}

const signs = { pass: '✓', fail: '✕', inconclusive: '?', aborted: '■' } as const

function textOf({ scenario, host, runs, series }: Trend): string {
  const [first, last] = [runs[0], runs.at(-1)]
  const from = first?.startedAt.slice(0, 16).replace('T', ' ')
  const until = last?.startedAt.slice(0, 16).replace('T', ' ')
  const lines = [
    `${styleText('bold', scenario)}  ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${from} to ${until} UTC, ${host}`,
    `  ${''.padEnd(40)} ${runs.map(({ verdict }) => signs[verdict]).join('')}`,
    ...series.flatMap(seriesLines),
  ]
  return `${lines.join('\n')}\n`
}

function seriesLines(row: TrendSeries): string[] {
  const { objective, measure, unit, values, changes } = row
  const valueText = (measured: number) => measuredText({ measure, unit, measured })
  const last = values.at(-1)
  if (last === undefined) return [`  ${objective.padEnd(40)} no run could measure it`]
  const head = `  ${objective.padEnd(40)} ${sparkline(values.map(({ value }) => value))}  ${valueText(last.value)}`
  const told = changes.map(({ at, before, after, p }) => {
    const text = `from ${valueText(before)} to ${valueText(after)} with ${values[at]?.run} (p ${p.toFixed(3)})`
    return `  ${''.padEnd(40)} ${styleText('yellow', `changed ${text}`)}`
  })
  return [head, ...told]
}

const blocks = '▁▂▃▄▅▆▇█'

/** A character a run, between the least and the most of them. */
function sparkline(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return values
    .map((value) => {
      const height = most === least ? 0 : (value - least) / (most - least)
      return blocks[Math.round(height * (blocks.length - 1))] ?? ''
    })
    .join('')
}
