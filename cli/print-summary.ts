import { join, relative } from 'node:path'
import { styleText } from 'node:util'
import { slaText } from '../reports/composed-sla.ts'
import { measuredText, percentText, scoreText } from '../reports/format.ts'
import { replayText } from '../reports/replay.ts'
import type { Summary } from '../reports/summary.ts'

const colours = {
  pass: 'green',
  warn: 'yellow',
  fail: 'red',
  inconclusive: 'yellow',
  aborted: 'yellow',
  'not-claimed': 'gray',
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
    ...scoreLinesOf(summary),
    ...checkLinesOf(summary),
    '',
    `  ${counts.offered} offered = ${counts.ok} ok + ${counts.rejected} rejected + ${counts.failed} failed` +
      ` + ${counts.unknown} unknown + ${counts.notSent} not sent` +
      `${counts.isExact ? '' : styleText('red', '  (does not add up)')}`,
    ...(summary.sla === undefined ? [] : [`  ${slaText(summary.sla, summary.served?.all)}`]),
    ...(summary.trace === undefined ? [] : [`  ${replayText(summary.trace)}`]),
    ...(summary.steadyState.after.isSteady === false
      ? ['', `  ${styleText('yellow', summary.steadyState.finding)}`]
      : []),
    '',
    `${styleText(['bold', colours[verdict]], verdict.toUpperCase())}  ${why}`,
    `report  ${relative('', join(folder, files.report))}`,
    `repeat  ${provenance.command}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function scoreLinesOf({ score }: Summary): string[] {
  if (score === undefined) return []
  const { percent, missed, total } = score
  return [`  ${''.padEnd(12)} score ${percentText(percent)}: ${scoreText(missed, total)}`]
}

const checkColours = { holds: 'green', broken: 'red', 'not-claimed': 'gray' } as const

/** Those that were broken or tested, or had to be; the others are only counted. */
function checkLinesOf({ checks }: Summary): string[] {
  const shown = checks.filter(({ verdict, isRequired }) => verdict !== 'not-claimed' || isRequired)
  const others = checks.length - shown.length
  const lines = shown.map(({ name, verdict, why, first }) => {
    const mark = styleText(checkColours[verdict], verdict.padEnd(12))
    return `  ${mark} ${name.padEnd(40)} ${why}${first === undefined ? '' : `; first: ${first.what}`}`
  })
  const rest = others === 0 ? [] : [`  ${''.padEnd(12)} ${others} invariants not claimed`]
  return [...lines, ...rest]
}

function measuredOf({ measured, measure, unit }: Summary['objectives'][number]): string {
  const value = measured === 'infinite' ? Number.POSITIVE_INFINITY : measured
  return measuredText({ measure, unit, ...(value === undefined ? {} : { measured: value }) })
}
