import { giveBaseline } from '../../reports/baseline/measure-baseline.ts'
import { runFoldersIn } from '../../reports/compare/run-folders.ts'
import { reportRun } from '../../reports/report.ts'
import type { DifferenceKind } from '../../scenarios/schema/baseline.ts'
import { printSummary } from '../print-summary.ts'

export type ReportOptions = {
  readonly baseline?: string
  readonly allow?: readonly DifferenceKind[]
}

/** Makes the report of a run again, prints the verdict and sets the exit code. */
export async function report(folder: string, { baseline, allow }: ReportOptions): Promise<void> {
  if (baseline !== undefined) await giveBaseline(folder, runFoldersIn(baseline), allow)
  const summary = await reportRun(folder)
  printSummary(summary, folder)
  process.exitCode = summary.exitCode
}
