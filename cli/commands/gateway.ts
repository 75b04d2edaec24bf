import type { Command } from 'commander'
import type { GatewayOptions } from '../actions/gateway.ts'
import { portOf, several } from '../options.ts'

export function addGateway(program: Command): void {
  program
    .command('gateway')
    .description('serve an APIM configuration on this machine, alone')
    .argument('<folder>', 'an APIOps artifact folder')
    .option('--port <number>', '0 for any free one', portOf, 8080)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(several('--map <host=endpoint>', 'where a backend host leads, *=127.0.0.1:9000 say'))
    .addOption(several('--value <name=text>', 'a named value, for secrets that the folder lacks'))
    .option('--strict', 'refuse a configuration with anything that is not supported')
    .option('--trace', 'print debug tokens, and the trace of each request that brings one')
    .option('--sink <folder>', 'where the events of log-to-eventhub go, a file for each logger')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill gateway scenarios/configs/orders --map '*=127.0.0.1:9000'
  gatedrill gateway ./my-apiops --port 9090 --value api-key=s3cret
  gatedrill gateway ./my-apiops --trace            then curl -H 'Apim-Debug-Authorization: <token>'

Without --map the real hosts are called. Subscription keys are printed at the start.`,
    )
    .action(async (folder: string, options: GatewayOptions) => {
      const { serve } = await import('../actions/gateway.ts')
      await serve(folder, options)
    })
}
