import { type Command, Option } from 'commander'
import { differenceKinds } from '../../scenarios/schema/baseline.ts'

export function addCompare(program: Command): void {
  program
    .command('compare')
    .description('hold runs against runs: better, worse, or no telling')
    .argument('<a>', 'a run folder, or a folder that holds the runs of several trials')
    .argument('<b>', 'the same, of what is compared with it')
    .addOption(
      new Option(
        '--allow <difference...>',
        'compare runs that differ in this, for it is what you compare',
      ).choices([...differenceKinds]),
    )
    .option('--html <file>', 'write the comparison as a page')
    .option('--json', 'print it as JSON; docs/compare.md has its shape')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill compare results/zone-down-20261121-094315 results/zone-down-20261121-101828
  gatedrill compare results/before results/after --html comparison.html

Exit codes: 0 nothing got worse, 1 something did, 2 bad input, 3 nothing can be told.`,
    )
    .action(async (a: string, b: string, options) => {
      const { compare } = await import('../actions/compare.ts')
      await compare(a, b, options)
    })
}
