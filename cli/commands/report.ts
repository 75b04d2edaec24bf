import { type Command, Option } from 'commander'
import { differenceKinds } from '../../scenarios/schema/baseline.ts'
import type { ReportOptions } from '../actions/report.ts'

export function addReport(program: Command): void {
  program
    .command('report')
    .description('make the report of a run again, from its folder alone')
    .argument('<run>', 'the run folder, results/zone-down-... say')
    .option('--baseline <runs>', 'hold it against a run folder, or a folder of trials, from now on')
    .addOption(
      new Option(
        '--allow <difference...>',
        'with --baseline: the runs may differ in this, for it is what you compare',
      ).choices([...differenceKinds]),
    )
    .addHelpText(
      'after',
      `
Examples:
  gatedrill report results/zone-down-20261121-094315
  gatedrill report results/zone-down-20261121-101828 --baseline results/zone-down-20261121-094315

Exit codes: those of the run.`,
    )
    .action(async (folder: string, options: ReportOptions) => {
      const { report } = await import('../actions/report.ts')
      await report(folder, options)
    })
}
