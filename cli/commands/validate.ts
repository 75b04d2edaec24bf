import { type Command, Option } from 'commander'
import type { ValidateOptions } from '../actions/validate.ts'
import { several } from '../options.ts'

export function addValidate(program: Command): void {
  program
    .command('validate')
    .description('check a scenario, a configuration folder or a policy document; starts nothing')
    .argument(
      '<what>',
      'a scenario (name or file), an APIOps artifact folder, a policy .xml file, or a folder of such',
    )
    .addOption(several('--set <path=value>', 'change one field of the scenario'))
    .option('--config <folder>', "an APIOps artifact folder instead of the scenario's")
    .addOption(
      new Option(
        '--format <name>',
        'xml: documents are standard XML too; rawxml: C# may stand in it',
      )
        .choices(['rawxml', 'xml'])
        .default('rawxml'),
    )
    .addOption(several('--value <name=text>', 'a named value, for secrets that the folder lacks'))
    .option('--vault <file>', 'JSON or YAML with the secrets that named values refer to')
    .option('--strict', 'what is not supported is an error too')
    .option('--json', 'print what was found as JSON; docs/gateway.md has its shape')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill validate zone-down --set topology.regions.westeurope.units=6
  gatedrill validate ./my-drill.yaml
  gatedrill validate ./my-apiops --strict --json
  gatedrill validate ./my-apiops/apis/orders/policy.xml
  gatedrill validate ./policies --json             a folder of documents, each by itself

Every problem has its place, what is wrong, why, and how to mend it. The coverage line says how much
of the documents runs as it is written; the rest fails only when a request reaches it.

Exit codes: 0 valid, 2 not valid.`,
    )
    .action(async (what: string, options: ValidateOptions) => {
      const { validate } = await import('../actions/validate.ts')
      await validate(what, options)
    })
}
