import type { Command } from 'commander'
import type { TopologyOptions } from '../actions/topology.ts'
import { several } from '../options.ts'

export function addTopology(program: Command): void {
  program
    .command('topology')
    .description('draw the world of a scenario: clients, router, regions, zones, instances')
    .argument('<scenario>', 'a name of the library, or a .ts, .yaml or .json file')
    .addOption(several('--set <path=value>', 'change one field of the scenario'))
    .option('--svg <file>', 'write it as a picture, too')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill topology region-down
  gatedrill topology zone-down --set topology.redundancy=automatic --svg zone-down.svg

It starts nothing. A topology that its tier forbids is told with the rule that it breaks.

Exit codes: 0 drawn, 2 bad input.`,
    )
    .action(async (scenario: string, options: TopologyOptions) => {
      const { topology } = await import('../actions/topology.ts')
      await topology(scenario, options)
    })
}
