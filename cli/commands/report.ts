import type { Command } from 'commander'

export function addReport(program: Command): void {
  program
    .command('report')
    .description('make the report of a run again, from its folder alone')
    .argument('<run>', 'the run folder, results/zone-down-... say')
    .addHelpText(
      'after',
      `
Example:
  gatedrill report results/zone-down-20261121-094315

Exit codes: those of the run.`,
    )
    .action(async (folder: string) => {
      const { report } = await import('../actions/report.ts')
      await report(folder)
    })
}
