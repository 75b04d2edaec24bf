import type { Command } from 'commander'
import type { ListOptions } from '../actions/list.ts'
import { several } from '../options.ts'

export function addList(program: Command): void {
  program
    .command('list')
    .description(
      'the drills that come with gatedrill: what each claims, its tags and how long it takes',
    )
    .addOption(several('--tag <tag>', 'only drills with this tag'))
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill list
  gatedrill list --tag zone --tag capacity        drills that have both tags
  gatedrill list --json

"gatedrill run <name>" runs one of them, "gatedrill suite" a set. Times are estimates for two cores with
nothing else to do.`,
    )
    .action(async (options: ListOptions) => {
      const { list } = await import('../actions/list.ts')
      await list(options)
    })
}
