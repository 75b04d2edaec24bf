import type { Command } from 'commander'
import type { InitOptions } from '../actions/init.ts'

export function addInit(program: Command): void {
  program
    .command('init')
    .description('write a first scenario for your own configuration; asks three questions')
    .argument('[folder]', 'where it is written', '.')
    .option(
      '--config <folder>',
      'the folder that the APIOps extractor wrote; absent: looked for here',
    )
    .option('--regions <text>', 'name:zones:units, several with commas; the first is the primary')
    .option('--load <text>', 'requests a second, availability and p99: "50/s 99% 250ms"')
    .option('--name <name>', 'of the scenario and its file; absent: from the configuration')
    .option('--typescript', 'write TypeScript instead of YAML')
    .option('--yes', 'ask nothing: the usual answer where no option gives one')
    .option('--force', 'replace files that are there')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill init                                  asks for what it needs
  gatedrill init drills --config ./my-apiops --regions westeurope:3:3,northeurope:3:3
  gatedrill init --config ./my-apiops --load "200/s 99.5% 400ms" --yes
  gatedrill init --config ./my-apiops --typescript --yes

Backends, hosts, operations and subscriptions are read from the configuration. Beside a scenario in
YAML stands scenario.schema.json, by which editors complete and check it.`,
    )
    .action(async (folder: string, options: InitOptions) => {
      const { init } = await import('../actions/init.ts')
      await init(folder, options)
    })
}
