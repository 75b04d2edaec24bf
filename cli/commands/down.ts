import type { Command } from 'commander'
import type { DownOptions } from '../actions/down.ts'
import { worldOption } from '../options.ts'

export function addDown(program: Command): void {
  program
    .command('down')
    .description('end the world that "gatedrill up" holds, and report')
    .addOption(worldOption)
    .addHelpText(
      'after',
      `
Example:
  gatedrill down

Undoes every fault, ends the load and all processes, and prints the verdict of what happened.`,
    )
    .action(async (options: DownOptions) => {
      const { down } = await import('../actions/down.ts')
      await down(options)
    })
}
