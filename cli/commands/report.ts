import type { Command } from 'commander'

export function addReport(program: Command): void {
  program
    .command('report')
    .description('make the report of a run again, from its folder alone')
    .argument('<run>', 'the run folder, results/zone-down-... say')
    .action(async (folder: string) => {
      const { report } = await import('../actions/report.ts')
      await report(folder)
    })
}
