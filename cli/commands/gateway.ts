import { type Command, Option } from 'commander'
import type { GatewayOptions } from '../actions/gateway.ts'
import { portOf, redisUrlOf, several } from '../options.ts'

const clientCertificate = new Option(
  '--client-certificate <how>',
  'ask: policies decide about any; require: one of --client-ca (default with it)',
).choices(['none', 'ask', 'require'])

export function addGateway(program: Command): void {
  program
    .command('gateway')
    .description('serve an APIM configuration on this machine, alone')
    .argument('<folder>', 'an APIOps artifact folder')
    .option('--port <number>', '0 for any free one', portOf, 8080)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(several('--map <host=endpoint>', 'where a backend host leads, *=127.0.0.1:9000 say'))
    .addOption(several('--value <name=text>', 'a named value, for secrets that the folder lacks'))
    .addOption(several('--tls-cert <[host=]file>', 'serve https with this PEM certificate'))
    .addOption(several('--tls-key <[host=]file>', 'the PEM key of that certificate'))
    .addOption(new Option('--tls-min-version <version>', 'oldest TLS').choices(['1.2', '1.3']))
    .option('--tls-ciphers <list>', 'ciphers, as OpenSSL writes them')
    .addOption(several('--client-ca <file>', 'PEM authority that client certificates must be of'))
    .addOption(clientCertificate)
    .addOption(several('--backend-ca <[host=]file>', 'PEM authority to trust in backends'))
    .option('--external-cache <url>', 'a Redis that is there: redis://127.0.0.1:6379', redisUrlOf)
    .option('--vault <file>', 'JSON or YAML with the secrets that named values refer to')
    .option('--strict', 'refuse a configuration with anything that is not supported')
    .option('--trace', 'print debug tokens, and the trace of each request that brings one')
    .option(
      '--sink <folder>',
      'where events of policies and logs of diagnostics go, a file for each logger',
    )
    .addHelpText(
      'after',
      `
Examples:
  gatedrill gateway scenarios/configs/orders --map '*=127.0.0.1:9000'
  gatedrill gateway ./my-apiops --port 9090 --value api-key=s3cret
  gatedrill gateway ./my-apiops --trace            then curl -H 'Apim-Debug-Authorization: <token>'

  gatedrill gateway ./my-apiops --tls-cert cert.pem --tls-key key.pem --client-ca clients.pem

Without --map the real hosts are called. Subscription keys are printed at the start.`,
    )
    .action(async (folder: string, options: GatewayOptions) => {
      const { serve } = await import('../actions/gateway.ts')
      await serve(folder, options)
    })
}
