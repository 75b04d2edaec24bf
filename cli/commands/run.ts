import { type Command, Option } from 'commander'
import { differenceKinds } from '../../scenarios/schema/baseline.ts'
import type { RunOptions } from '../actions/run.ts'
import { countOf, engineOption, seedOf, several } from '../options.ts'

export function addRun(program: Command): void {
  program
    .command('run')
    .description('run a drill and judge it')
    .argument('<scenario>', 'a name of "gatedrill list", or a .ts, .yaml or .json file')
    .option('--config <folder>', "an APIOps artifact folder instead of the scenario's")
    .option('--seed <number>', 'the load follows from it alone', seedOf, 1)
    .addOption(several('--set <path=value>', 'change one field of the scenario'))
    .option('--twin', "the scenario's twin: configured so that its verdict must turn")
    .addOption(several('--slos <file>', "OpenSLO v1, beside the scenario's objectives"))
    .addOption(engineOption)
    .option('--out <folder>', 'where the run folder is made', 'results')
    .option('--trials <count>', 'run it so often, each time with the next seed', countOf, 1)
    .option('--baseline <runs>', 'hold it against a run folder, or a folder of trials, of before')
    .addOption(
      new Option(
        '--allow <difference...>',
        'with --baseline: the runs may differ in this, for it is what you compare',
      ).choices([...differenceKinds]),
    )
    .option(
      '--against <folder>',
      'run each trial with this configuration too, in turn, and compare',
    )
    .option('--strict', 'refuse a configuration with anything that is not supported')
    .option('--quiet', 'no progress, only the verdict')
    .option('--dry-run', 'say what would run where, when and against whom, and start nothing')
    .option('--json', 'print the summary (or the dry run) as JSON')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill run zone-down --seed 7
  gatedrill run zone-down --twin                  the same with every unit in the zone that dies: it must fail
  gatedrill run zone-down --set load.ratePerS=800 --set "faults[0].durationS=20"
  gatedrill run zone-down --trials 5 --baseline results/zone-down-trials-20261121-094315
  gatedrill run zone-down --trials 5 --config ./now --against ./next
  gatedrill run ./my-drill.yaml --config ./my-apiops --strict
  gatedrill run zone-down --dry-run               the plan alone, with the targets of every fault`,
    )
    .action(async (name: string, options: RunOptions) => {
      const { run } = await import('../actions/run.ts')
      await run(name, options)
    })
}
