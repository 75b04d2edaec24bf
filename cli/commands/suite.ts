import { type Command, Option } from 'commander'
import type { SuiteOptions } from '../actions/suite.ts'
import { countOf, seedOf, several } from '../options.ts'

export function addSuite(program: Command): void {
  program
    .command('suite')
    .description('run a set of drills, and make one page of claims and verdicts')
    .argument('[name]', 'reliability (every drill with a claim), all, or a tag', undefined)
    .addOption(several('--tag <tag>', 'only drills with this tag'))
    .addOption(several('--drill <scenario>', 'this drill, in the place of a suite'))
    .option('--quick', 'one drill for each group: ends within ten minutes on two cores')
    .option('--twins', "each drill's twin too, whose verdict must turn")
    .option('--seed <number>', 'the load follows from it alone', seedOf, 1)
    .option('--seeds <count>', 'run all with so many seeds, each the next', countOf, 1)
    .option('--out <folder>', 'where the folder of the suite is made', 'results')
    .option('--keep-going', 'go on behind a verdict that is not the right one', true)
    .option('--no-keep-going', 'end at the first of them')
    .addOption(
      new Option('--resume <folder>', 'go on with a suite: run what has not ended').conflicts([
        'tag',
        'drill',
        'quick',
        'twins',
        'seed',
        'seeds',
      ]),
    )
    .option('--junit <file>', 'write the results as JUnit XML here too')
    .option('--quiet', 'no progress, only the result')
    .option('--dry-run', 'say what would run and how long it takes, and start nothing')
    .option('--json', 'print suite.json (or the dry run) as JSON')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill suite --quick
  gatedrill suite reliability --twins             every claim, and the twin that must turn its verdict
  gatedrill suite zone --seeds 2                  the drills with the tag zone, with two seeds
  gatedrill suite --drill zone-down --drill ./my-drill.yaml
  gatedrill suite --resume results/suite-reliability-20261121-094315
  gatedrill suite --twins --dry-run

Exit codes: 0 every drill and twin had the verdict that its claim expects, 1 one had not, 2 bad input,
3 one stayed undecided, 4 aborted.`,
    )
    .action(async (name: string | undefined, options: SuiteOptions) => {
      const { suite } = await import('../actions/suite.ts')
      await suite(name, options)
    })
}
