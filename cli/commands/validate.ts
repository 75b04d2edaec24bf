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
    .option('--set <path=value>', 'as for run', several, [])
    .option('--config <folder>', 'as for run')
    .option('--strict', 'what is not supported is an error too')
    .option('--json', 'print problems as JSON')
    .action(async (what: string, options: ValidateOptions) => {
      const { validate } = await import('../actions/validate.ts')
      await validate(what, options)
    })
}
