import { reportRun } from '../../reports/report.ts'
import { printSummary } from '../print-summary.ts'

/** Makes the report of a run again, prints the verdict and sets the exit code. */
export async function report(folder: string): Promise<void> {
  const summary = await reportRun(folder)
  printSummary(summary, folder)
  process.exitCode = summary.exitCode
}
