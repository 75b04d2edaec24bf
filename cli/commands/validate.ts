import type { Command } from 'commander'
import type { ValidateOptions } from '../actions/validate.ts'
import { several } from '../options.ts'

export function addValidate(program: Command): void {
  program
    .command('validate')
    .description('check a scenario, a configuration folder or a policy document; starts nothing')
    .argument(
      '<what>',
      'a scenario (name or file), an APIOps artifact folder, or a policy .xml file',
    )
    .addOption(several('--set <path=value>', 'change one field of the scenario'))
    .option('--config <folder>', "an APIOps artifact folder instead of the scenario's")
    .option('--strict', 'what is not supported is an error too')
    .option('--json', 'print problems as JSON')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill validate zone-down --set topology.regions.westeurope.units=6
  gatedrill validate ./my-drill.yaml
  gatedrill validate ./my-apiops --strict --json
  gatedrill validate ./my-apiops/apis/orders/policy.xml

Exit codes: 0 valid, 2 not valid.`,
    )
    .action(async (what: string, options: ValidateOptions) => {
      const { validate } = await import('../actions/validate.ts')
      await validate(what, options)
    })
}
