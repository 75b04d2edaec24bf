import { join, relative } from 'node:path'
import { styleText } from 'node:util'
import { measuredText } from '../reports/format.ts'
import type { Summary } from '../reports/summary.ts'

const colours = {
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
  aborted: 'yellow',
} as const

/** The verdict, why, what was measured against what, and where the rest stands. */
export function printSummary(summary: Summary, folder: string): void {
  const { verdict, why, objectives, reconciliation, files, provenance } = summary
  const counts = reconciliation
  const lines = [
    '',
    ...objectives.map((row) => {
      const mark = styleText(colours[row.verdict], row.verdict.padEnd(12))
      return `  ${mark} ${row.objective.padEnd(40)} ${measuredOf(row).padEnd(14)} ${row.why}`
    }),
    '',
    `  ${counts.offered} offered = ${counts.ok} ok + ${counts.rejected} rejected + ${counts.failed} failed` +
      ` + ${counts.unknown} unknown + ${counts.notSent} not sent` +
      `${counts.isExact ? '' : styleText('red', '  (does not add up)')}`,
    '',
    `${styleText(['bold', colours[verdict]], verdict.toUpperCase())}  ${why}`,
    `report  ${relative('', join(folder, files.report))}`,
    `repeat  ${provenance.command}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function measuredOf({ measured, measure, unit }: Summary['objectives'][number]): string {
  const value = measured === 'infinite' ? Number.POSITIVE_INFINITY : measured
  return measuredText({ measure, unit, ...(value === undefined ? {} : { measured: value }) })
}
