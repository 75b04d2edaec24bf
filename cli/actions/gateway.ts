import { readVault } from '../../gateway/config/vault.ts'
import { serveFolder } from '../../gateway/serve.ts'
import { mappingOf, namedValueOf } from '../pairs.ts'
import { subscriptionKeysOf } from '../subscription-keys.ts'
import { backendCasOf, type TlsOptions, tlsOf } from '../tls-options.ts'

/** Options of the command. */
export type GatewayOptions = TlsOptions & {
  readonly port: number
  readonly host: string
  readonly map: readonly string[]
  readonly value: readonly string[]
  readonly externalCache?: string
  readonly strict?: true
  readonly trace?: true
  readonly sink?: string
  readonly vault?: string
}

/** Serves a configuration until Ctrl-C. */
export async function serve(folder: string, options: GatewayOptions): Promise<void> {
  const { port, host, map, value, strict = false, trace = false, sink, vault } = options
  const hosts = Object.fromEntries(map.map(mappingOf))
  await using gateway = await serveFolder({
    folder,
    port,
    host,
    tls: tlsOf(options),
    backendCas: backendCasOf(options),
    externalCacheUrl: options.externalCache,
    hosts: map.length === 0 ? undefined : hosts,
    namedValues: Object.fromEntries(value.map(namedValueOf)),
    keysOf: subscriptionKeysOf({}, 0),
    isStrict: strict,
    isTraced: trace,
    ...(sink === undefined ? {} : { sink }),
    ...(vault === undefined ? {} : { vault: await readVault(vault) }),
    say: (line) => process.stdout.write(`${line}\n`),
  })
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  process.stdout.write(`closing ${gateway.url}\n`)
}
