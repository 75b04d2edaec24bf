import { type Command, Option } from 'commander'
import type { UpOptions } from '../actions/up.ts'
import { durationOf, seedOf, several } from '../options.ts'

const load = new Option(
  '--load [time]',
  "the scenario's load, until the end (two hours at most) or for a time: 10m",
)
  .preset(true)
  .argParser((text: string | true) => (text === true ? true : durationOf(text)))

export function addUp(program: Command): void {
  program
    .command('up')
    .description('hold a world up, to harm it by hand (a game day)')
    .argument('<scenario>', 'a name of "gatedrill list", or a .ts, .yaml or .json file')
    .addOption(load)
    .option('--config <folder>', "an APIOps artifact folder instead of the scenario's")
    .option('--seed <number>', 'the load follows from it alone', seedOf, 1)
    .addOption(several('--set <path=value>', 'change one field of the scenario'))
    .option('--out <folder>', 'where the run folder is made', 'results')
    .option('--strict', 'refuse a configuration with anything that is not supported')
    .option('--quiet', 'say nothing of what changes')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill up zone-down                 the world alone
  gatedrill up zone-down --load 10m      with ten minutes of its load

The faults of the scenario are left out. From another terminal: gatedrill inject, status, heal and
down. Ctrl-C undoes everything, and the report says what happened (docs/game-day.md).`,
    )
    .action(async (name: string, options: UpOptions) => {
      const { up } = await import('../actions/up.ts')
      await up(name, options)
    })
}
