import type { Command } from 'commander'

export function addTrend(program: Command): void {
  program
    .command('trend')
    .description('how the runs in a folder went over time, and where they changed')
    .argument('[results]', 'a folder that holds run folders', 'results')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill trend
  gatedrill trend nightly/results --json`,
    )
    .action(async (folder: string, options) => {
      const { trend } = await import('../actions/trend.ts')
      await trend(folder, options)
    })
}
