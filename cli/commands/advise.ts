import { type Command, Option } from 'commander'
import type { AdviseOptions } from '../actions/advise.ts'
import { several } from '../options.ts'

export function addAdvise(program: Command): void {
  program
    .command('advise')
    .description('hold a scenario or a configuration against the documented advice; starts nothing')
    .argument(
      '<what>',
      'a scenario (name or file) with its configuration, an APIOps artifact folder, a policy .xml file, or a folder of such',
    )
    .addOption(several('--set <path=value>', 'change one field of the scenario'))
    .option('--config <folder>', "an APIOps artifact folder instead of the scenario's")
    .addOption(several('--rule <id>', 'only this rule'))
    .addOption(several('--ignore <id>', 'not this rule'))
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit with 1 when something this grave is found, or graver',
      )
        .choices(['high', 'medium', 'low', 'none'])
        .default('high'),
    )
    .option('--json', 'print what was found as JSON; docs/advice.md has its shape')
    .option('--sarif <file>', 'write what was found as SARIF 2.1.0 too, for code scanning')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill advise zone-down
  gatedrill advise ./my-apiops --fail-on medium --sarif advice.sarif
  gatedrill advise ./my-drill.yaml --set topology.redundancy=zonal
  gatedrill advise ./my-apiops --ignore wildcard-operation --json

Every finding has its place, what is there, why it matters, what to change, and the article that says
so. docs/advice.md lists the rules. A folder says nothing of tiers, zones and load: give a scenario.

Exit codes: 0 nothing as grave as --fail-on, 1 something is, 2 bad input.`,
    )
    .action(async (what: string, options: AdviseOptions) => {
      const { advise } = await import('../actions/advise.ts')
      await advise(what, options)
    })
}
