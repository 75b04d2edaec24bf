import { type Command, Option } from 'commander'
import type { ExportOptions } from '../actions/export.ts'
import type { ExportMetricsOptions } from '../actions/export-metrics.ts'
import { seedOf, several } from '../options.ts'

export function addExport(program: Command): void {
  const to = program.command('export').description('write what other tools read')
  to.command('k6')
    .description('write the load of a scenario as a k6 script, which runs alone')
    .argument('<scenario>', 'a name of "gatedrill list", or a .ts, .yaml or .json file')
    .option('--config <folder>', "an APIOps artifact folder instead of the scenario's")
    .option('--seed <number>', 'keys that are made from it are left out all the same', seedOf, 1)
    .addOption(several('--set <path=value>', 'change one field of the scenario'))
    .option('--out <file>', 'where it is written; absent: to the standard output')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill export k6 zone-down --out zone-down.ts
  k6 run -e BASE_URL=https://gateway.example.com zone-down.ts
  gatedrill run zone-down --engine k6             the same script, in the drill`,
    )
    .action(async (name: string, options: ExportOptions) => {
      const { exportK6 } = await import('../actions/export.ts')
      await exportK6(name, options)
    })
  to.command('metrics')
    .description('write the series of a run as metrics, with its instants')
    .argument('<run>', 'the run folder, results/zone-down-... say')
    .addOption(
      new Option('--format <format>', 'of the metrics')
        .choices(['openmetrics', 'otlp'])
        .default('openmetrics'),
    )
    .option('--out <file>', 'where it is written; absent: to the standard output')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill export metrics results/zone-down-20261121-094315 --out run.txt
  promtool tsdb create-blocks-from openmetrics run.txt ./prometheus-data
  gatedrill export metrics results/zone-down-... --format otlp --out run.json
  curl -H 'content-type: application/json' -d @run.json http://127.0.0.1:4318/v1/metrics`,
    )
    .action(async (folder: string, options: ExportMetricsOptions) => {
      const { exportMetrics } = await import('../actions/export-metrics.ts')
      await exportMetrics(folder, options)
    })
}
