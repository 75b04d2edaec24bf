import type { Command } from 'commander'

export function addList(program: Command): void {
  program
    .command('list')
    .description('the drills that come with gatedrill, with their tags and how long they take')
    .addHelpText(
      'after',
      `
Example:
  gatedrill list

"gatedrill run <name>" runs one of them.`,
    )
    .action(async () => {
      const { list } = await import('../actions/list.ts')
      await list()
    })
}
