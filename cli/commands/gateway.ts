import type { Command } from 'commander'
import { serveFolder } from '../../gateway/serve.ts'
import { GatedrillError } from '../../ledger/errors.ts'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import { portOf, several } from '../options.ts'
import { subscriptionKeysOf } from '../subscription-keys.ts'

type GatewayOptions = {
  readonly port: number
  readonly host: string
  readonly map: readonly string[]
  readonly value: readonly string[]
  readonly strict?: true
}

export function addGateway(program: Command): void {
  program
    .command('gateway')
    .description('serve an APIM configuration on this machine, alone')
    .argument('<folder>', 'an APIOps artifact folder')
    .option('--port <number>', '0 for any free one', portOf, 8080)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--map <host=endpoint>',
      'where a backend host leads, *=127.0.0.1:9000 say',
      several,
      [],
    )
    .option('--value <name=text>', 'a named value, for secrets that the folder lacks', several, [])
    .option('--strict', 'refuse a configuration with anything that is not supported')
    .addHelpText(
      'after',
      `
Examples:
  gatedrill gateway scenarios/configs/orders --map '*=127.0.0.1:9000'
  gatedrill gateway ./my-apiops --port 9090 --value api-key=s3cret

Without --map the real hosts are called. Subscription keys are printed at the start.`,
    )
    .action(serve)
}

async function serve(folder: string, options: GatewayOptions): Promise<void> {
  const { port, host, map, value, strict = false } = options
  const hosts = Object.fromEntries(map.map(mappingOf))
  await using gateway = await serveFolder({
    folder,
    port,
    host,
    hosts: map.length === 0 ? undefined : hosts,
    namedValues: Object.fromEntries(value.map(namedValueOf)),
    keysOf: subscriptionKeysOf({}, 0),
    isStrict: strict,
    say: (line) => process.stdout.write(`${line}\n`),
  })
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  process.stdout.write(`closing ${gateway.url}\n`)
}

function mappingOf(text: string): [string, Endpoint] {
  const match = /^([^=]+)=([^:=]+):(\d{1,5})$/.exec(text)
  const [, name, host, port] = match ?? []
  if (name === undefined || host === undefined) {
    throw new GatedrillError({
      code: 'CLI_BAD_MAP',
      where: `--map ${text}`,
      what: 'this is not host=address:port',
      why: 'it says where a host name of the configuration leads',
      fix: "write --map 'api.example.com=127.0.0.1:9000', or * for every host",
    })
  }
  return [name, { host, port: Number(port) }]
}

function namedValueOf(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new GatedrillError({
    code: 'CLI_BAD_VALUE',
    where: `--value ${text}`,
    what: 'this is not name=text',
    why: 'it gives a named value of the configuration, by its display name',
    fix: 'write --value api-key=s3cret',
  })
}
