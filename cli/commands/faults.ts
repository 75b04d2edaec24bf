import type { Command } from 'commander'
import type { FaultsOptions } from '../actions/faults.ts'

export function addFaults(program: Command): void {
  program
    .command('faults')
    .description('every fault that a scenario may have, or one with its parameters and an example')
    .argument('[kind]', 'zone-down, say')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill faults
  gatedrill faults zone-down
  gatedrill faults --json

docs/faults.md has the same; faults may also stand in sequences, side by side, repeated or drawn
from the seed.`,
    )
    .action(async (kind: string | undefined, options: FaultsOptions) => {
      const { faults } = await import('../actions/faults.ts')
      faults(kind, options)
    })
}
