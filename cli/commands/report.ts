import type { Command } from 'commander'
import { reportRun } from '../../reports/report.ts'
import { printSummary } from '../print-summary.ts'

export function addReport(program: Command): void {
  program
    .command('report')
    .description('make the report of a run again, from its folder alone')
    .argument('<run>', 'the run folder, results/zone-down-... say')
    .action(async (folder: string) => {
      const summary = await reportRun(folder)
      printSummary(summary, folder)
      process.exitCode = summary.exitCode
    })
}
