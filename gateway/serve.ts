import '../ledger/disposable-stack.ts'
import { hash, randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { newEpochNs } from '../ledger/clock.ts'
import { type Problem, textOf } from '../ledger/errors.ts'
import type { HostEndpoint } from '../ledger/launch/gateway.ts'
import type { TlsSettings } from '../ledger/launch/tls.ts'
import { type RevisionContent, revisionOf } from '../ledger/revision.ts'
import type { Cache } from './cache/cache.ts'
import { type Clock, systemClock } from './clock.ts'
import { loadArtifacts } from './config/load-artifacts.ts'
import { apiIdWithoutRevision } from './config/resource-id.ts'
import type { KeysOf } from './config/subscriptions.ts'
import type { Vault } from './config/vault.ts'
import { localName, openLocalInstance } from './local-instance.ts'
import { routeTable } from './route-table.ts'
import { eventFiles } from './telemetry/event-files.ts'
import { gatewayMetrics } from './telemetry/metrics.ts'
import { requestLogFiles } from './telemetry/request-log-files.ts'
import { debugTokenMsMax, mintDebugToken } from './trace/debug-token.ts'
import type { RequestTrace } from './trace/trace.ts'
import { openTraceDesk, tracePath } from './trace/trace-desk.ts'
import { paintTerminal, traceLines } from './trace/trace-text.ts'
import { metricsPath, statusPath } from './transport/http-servers.ts'
import { listen } from './transport/listen.ts'

export type ServeOptions = {
  /** APIOps artifact folder. */
  readonly folder: string
  /** 0 takes any free one. */
  readonly port: number
  readonly host: string
  /** Where host names of backends lead; absent: to the real hosts. */
  readonly hosts: Readonly<Record<string, HostEndpoint>> | undefined
  /** PEM of authorities beside the well-known ones, by host name of the backend, or `*`. */
  readonly backendCas?: Readonly<Record<string, readonly string[]>>
  /** Absent: plain HTTP. */
  readonly tls?: TlsSettings | undefined
  /** By display name; before those of the folder. */
  readonly namedValues: Readonly<Record<string, string>>
  readonly keysOf: KeysOf
  /** Secrets that named values refer to. */
  readonly vault?: Vault | undefined
  /** Warnings of policy documents are errors then. */
  readonly isStrict: boolean
  /** Prints debug tokens at the start, and the trace of every request that asks for it. */
  readonly isTraced?: boolean
  /** `redis://host:port`; absent: there is no external cache. */
  readonly externalCacheUrl?: string | undefined
  /** Folder for events of policies and the logs of diagnostics; absent: they go nowhere. */
  readonly sink?: string
  /** Is told warnings, routes and the address, a line at a time. */
  readonly say: (line: string) => void
}

export type ServedFolder = AsyncDisposable & { readonly url: string; readonly port: number }

const drainMs = 2_000

/**
 * Serves a team's own configuration in this process, without a world around it. Throws a
 * GatedrillError for a folder that cannot be served and for a port that is in use.
 */
export async function serveFolder(options: ServeOptions): Promise<ServedFolder> {
  const { folder, port, host, namedValues, keysOf, isTraced = false, sink, say } = options
  const { content, warnings } = await loadArtifacts(folder, {
    namedValues,
    keysOf,
    vault: options.vault,
  })
  const clock = systemClock(newEpochNs())
  const metrics = gatewayMetrics(localName, () => clock.nowUs() / 1_000)
  const debugKey = randomBytes(32)
  const told = isTraced ? tellTrace(say) : undefined
  const traceDesk = openTraceDesk({ key: debugKey, unixMs: clock.unixMs, told })
  const failed = (error: unknown) =>
    say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  await using opening = new AsyncDisposableStack()
  const instance = opening.use(
    openLocalInstance({
      clock,
      hosts: options.hosts,
      backendCas: options.backendCas,
      events: opening.use(
        eventFiles({ folder: sink, writer: localName, unixMs: clock.unixMs, failed }),
      ),
      requestLogSink: opening.use(requestLogFiles({ folder: sink, writer: localName, failed }))
        .sink,
      externalCache: await openedCache(options, clock, opening),
      customMetrics: metrics.custom,
      witness: metrics.witness,
      circuitChanged: metrics.circuitChanged,
      isStrict: options.isStrict,
      traceDesk,
      defect: failed,
    }),
  )
  instance.apply(revisionOf(1, content))
  const { handle } = instance
  const listener = opening.use(
    await listen({ ...options, at: { host, port }, handle, metrics, traceDesk, ...clock }),
  )
  const url = urlOf(options, listener.port)
  sayWhatIsServed(content, [...warnings, ...instance.warnings], url, say)
  if (isTraced) sayDebugTokens(content, debugKey, clock.unixMs() + debugTokenMsMax, say)
  const open = opening.move()
  return {
    url,
    port: listener.port,
    async [Symbol.asyncDispose]() {
      await listener.drain(drainMs)
      await open.disposeAsync()
    },
  }
}

function urlOf({ tls, host }: ServeOptions, port: number): string {
  const scheme = tls === undefined ? 'http' : 'https'
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function sayWhatIsServed(
  content: RevisionContent,
  warnings: readonly Problem[],
  url: string,
  say: (line: string) => void,
): void {
  for (const warning of warnings) say(`warning: ${textOf(warning)}`)
  for (const line of routeTable(content)) say(line)
  for (const { id, primaryKey } of content.subscriptions) say(`key of ${id}: ${primaryKey}`)
  say(`${url} serves ${content.source}`)
  say(`  status ${url}${statusPath}`)
  say(`  metrics ${url}${metricsPath}`)
}

function tellTrace(say: (line: string) => void) {
  return (trace: RequestTrace) => {
    for (const line of traceLines(trace, paintTerminal)) say(line)
  }
}

/** One for each API, for revisions share theirs. Source: APIM, Gateway - List Debug Credentials. */
function sayDebugTokens(
  { apis }: RevisionContent,
  key: Buffer,
  expiresAtMs: number,
  say: (line: string) => void,
): void {
  say(`send one of these headers until ${new Date(expiresAtMs).toISOString()} to have a trace here`)
  for (const apiId of new Set(apis.map(({ id }) => apiIdWithoutRevision(id)))) {
    say(`  Apim-Debug-Authorization: ${mintDebugToken({ apiId, expiresAtMs }, key)}`)
  }
  say(`  the same as JSON: GET ${tracePath}?id=<Apim-Trace-Id>, with that header`)
}

/** Entries outlive this process, and are those of this folder alone. */
async function openedCache(
  { externalCacheUrl: url, folder }: ServeOptions,
  clock: Clock,
  open: AsyncDisposableStack,
): Promise<Cache | undefined> {
  if (url === undefined) return undefined
  // Its library takes memory that most instances have no use for.
  const { openExternalCache } = await import('./cache/external-cache.ts')
  const namespace = `folder:${hash('sha256', resolve(folder)).slice(0, 16)}`
  return open.use(openExternalCache({ url, namespace, clock }))
}
