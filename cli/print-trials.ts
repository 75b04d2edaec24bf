import { styleText } from 'node:util'
import type { TrialObjective, TrialSet } from '../reports/compare/trial-set.ts'
import { measuredText } from '../reports/format.ts'

const colours = { pass: 'green', fail: 'red', inconclusive: 'yellow', aborted: 'yellow' } as const

/** A line an objective over all trials, and what they come to. */
export function printTrials({ verdict, why, objectives }: TrialSet): void {
  const lines = objectives.map((row) => {
    const isAll = row.passed === row.trials
    const passes = styleText(isAll ? 'green' : 'red', `${row.passed}/${row.trials}`.padEnd(7))
    const erratic = row.isErratic ? styleText('yellow', '  erratic') : ''
    return `  ${passes} ${row.objective.padEnd(40)} ${valuesOf(row)}${erratic}`
  })
  const text = [
    '',
    ...lines,
    '',
    `${styleText(['bold', colours[verdict]], verdict.toUpperCase())}  ${why}`,
  ]
  process.stdout.write(`${text.join('\n')}\n`)
}

function valuesOf({ measure, unit, median, low, high }: TrialObjective): string {
  const textOf = (measured: number) => measuredText({ measure, unit, measured })
  if (median === undefined || low === undefined || high === undefined) return 'not measured'
  return `median ${textOf(median)}, from ${textOf(low)} to ${textOf(high)}`
}
