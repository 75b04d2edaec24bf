import { writeFileSync } from 'node:fs'
import { comparisonJsonOf, comparisonOf } from '../../reports/compare/comparison.ts'
import { comparisonPage } from '../../reports/compare/comparison-page.ts'
import { runFoldersIn } from '../../reports/compare/run-folders.ts'
import type { DifferenceKind } from '../../scenarios/schema/baseline.ts'
import { printComparison } from '../print-comparison.ts'

export type CompareOptions = {
  readonly allow?: readonly DifferenceKind[]
  readonly html?: string
  readonly json?: true
}

/** Compares runs, prints what came of it and sets the exit code. */
export async function compare(a: string, b: string, options: CompareOptions): Promise<void> {
  const { allow = [], html, json } = options
  const comparison = await comparisonOf(runFoldersIn(a), runFoldersIn(b), allow)
  if (html !== undefined) writeFileSync(html, await comparisonPage(comparison))
  if (json === true) {
    process.stdout.write(`${JSON.stringify(comparisonJsonOf(comparison), undefined, 2)}\n`)
  } else {
    printComparison(comparison, html)
  }
  process.exitCode = comparison.exitCode
}
