import type { Command } from 'commander'
import type { InjectOptions } from '../actions/inject.ts'
import { durationOf, worldOption } from '../options.ts'

export function addInject(program: Command): void {
  program
    .command('inject')
    .description('harm the world that "gatedrill up" holds')
    .argument('<kind>', 'a fault of "gatedrill faults"')
    .argument('[params...]', 'its parameters: --zone 2 (names as in a scenario, or with dashes)')
    .option(
      '--for <time>',
      'then it is undone: 14s, 2m; without it, by "heal" or after an hour',
      durationOf,
    )
    .addOption(worldOption)
    .option('--json', 'print the fault as JSON')
    .allowUnknownOption()
    .addHelpText(
      'after',
      `
Examples:
  gatedrill inject zone-down --zone 2 --for 14s
  gatedrill inject zone-down --zone westeurope-1 --silence-ms 0

It returns when the fault is proven to bite. Exit codes: 0 proven, 2 bad input, 3 not proven.`,
    )
    .action(async (kind: string, words: string[], options: InjectOptions) => {
      const { inject } = await import('../actions/inject.ts')
      await inject(kind, words, options)
    })
}
