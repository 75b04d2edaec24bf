import { styleText } from 'node:util'
import type { Comparison } from '../reports/compare/comparison.ts'
import { comparedTexts } from '../reports/compare/texts.ts'

const colours = {
  better: 'green',
  same: 'green',
  worse: 'red',
  unclear: 'yellow',
  erratic: 'yellow',
} as const

/** A line a measure, and what it comes to. */
export function printComparison(comparison: Comparison, page: string | undefined): void {
  const { rows, verdict, why, a, b } = comparison
  const lines = rows.map((row) => {
    const texts = comparedTexts(row)
    const mark = styleText(colours[row.verdict], row.verdict.padEnd(8))
    const values = `${texts.a.padStart(10)} ${texts.b.padStart(10)}  ${texts.difference.padStart(22)}`
    const interval = texts.interval === '' ? '' : `  (${texts.interval})`
    const effect = texts.effect === '' ? '' : `  effect ${texts.effect}`
    return `  ${mark} ${row.measure.name.padEnd(22)} ${values}${interval}${effect}`
  })
  const head = `  ${''.padEnd(8)} ${''.padEnd(22)} ${'A'.padStart(10)} ${'B'.padStart(10)}  ${'difference'.padStart(22)}  (95 % interval)`
  const text = [
    '',
    `A  ${a.map(({ folder }) => folder).join(', ')}`,
    `B  ${b.map(({ folder }) => folder).join(', ')}`,
    '',
    head,
    ...lines,
    '',
    `${styleText(['bold', colours[verdict]], verdict.toUpperCase())}  ${why}`,
    ...(page === undefined ? [] : [`page  ${page}`]),
  ]
  process.stdout.write(`${text.join('\n')}\n`)
}
