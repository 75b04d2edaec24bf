import type { Command } from 'commander'
import type { HealOptions } from '../actions/heal.ts'
import { worldOption } from '../options.ts'

export function addHeal(program: Command): void {
  program
    .command('heal')
    .description('undo faults of the world that "gatedrill up" holds')
    .argument('[fault]', 'its id or kind, as "gatedrill status" says; absent: the only active one')
    .option('--all', 'every active fault')
    .addOption(worldOption)
    .addHelpText(
      'after',
      `
Examples:
  gatedrill heal zone-down#1
  gatedrill heal --all

It returns when they are undone and proven to be. Exit codes: 0 healed, 1 not healed, 2 bad input.`,
    )
    .action(async (fault: string | undefined, options: HealOptions) => {
      const { heal } = await import('../actions/heal.ts')
      await heal(fault, options)
    })
}
