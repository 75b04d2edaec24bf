import type { Command } from 'commander'
import type { StatusOptions } from '../actions/status.ts'
import { worldOption } from '../options.ts'

export function addStatus(program: Command): void {
  program
    .command('status')
    .description('where the world that "gatedrill up" holds stands')
    .addOption(worldOption)
    .option('--json', 'as JSON, whose shape docs/game-day.md has')
    .addHelpText(
      'after',
      `
Example:
  gatedrill status

Says which instances are in, which faults are active and for how long yet, and how the load goes.`,
    )
    .action(async (options: StatusOptions) => {
      const { status } = await import('../actions/status.ts')
      await status(options)
    })
}
