import { serveFolder } from '../../gateway/serve.ts'
import { GatedrillError } from '../../ledger/errors.ts'
import type { HostEndpoint } from '../../ledger/launch/gateway.ts'
import { subscriptionKeysOf } from '../subscription-keys.ts'
import { backendCasOf, type TlsOptions, tlsOf } from '../tls-options.ts'

/** Options of the command. */
export type GatewayOptions = TlsOptions & {
  readonly port: number
  readonly host: string
  readonly map: readonly string[]
  readonly value: readonly string[]
  readonly strict?: true
  readonly trace?: true
  readonly sink?: string
}

/** Serves a configuration until Ctrl-C. */
export async function serve(folder: string, options: GatewayOptions): Promise<void> {
  const { port, host, map, value, strict = false, trace = false, sink } = options
  const hosts = Object.fromEntries(map.map(mappingOf))
  await using gateway = await serveFolder({
    folder,
    port,
    host,
    tls: tlsOf(options),
    backendCas: backendCasOf(options),
    hosts: map.length === 0 ? undefined : hosts,
    namedValues: Object.fromEntries(value.map(namedValueOf)),
    keysOf: subscriptionKeysOf({}, 0),
    isStrict: strict,
    isTraced: trace,
    ...(sink === undefined ? {} : { sink }),
    say: (line) => process.stdout.write(`${line}\n`),
  })
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  process.stdout.write(`closing ${gateway.url}\n`)
}

function mappingOf(text: string): [string, HostEndpoint] {
  const match = /^([^=]+)=(https?:\/\/)?([^:=/]+):(\d{1,5})$/.exec(text)
  const [, name, scheme, host, port] = match ?? []
  if (name === undefined || host === undefined) {
    throw new GatedrillError({
      code: 'CLI_BAD_MAP',
      where: `--map ${text}`,
      what: 'this is not host=address:port',
      why: 'it says where a host name of the configuration leads',
      fix: "write --map 'api.example.com=127.0.0.1:9000', or * for every host; https:// before the address for TLS",
    })
  }
  return [name, { host, port: Number(port), ...(scheme === 'https://' ? { tls: true } : {}) }]
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
