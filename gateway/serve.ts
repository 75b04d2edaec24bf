import { randomBytes } from 'node:crypto'
import { newEpochNs } from '../ledger/clock.ts'
import { type Problem, textOf } from '../ledger/errors.ts'
import type { Endpoint } from '../ledger/launch/gateway.ts'
import { type RevisionContent, revisionOf } from '../ledger/revision.ts'
import { newCacheStore } from './cache/cache-store.ts'
import { type CachePeers, regionCache } from './cache/region-cache.ts'
import { systemClock } from './clock.ts'
import { loadArtifacts } from './config/load-artifacts.ts'
import type { KeysOf } from './config/subscriptions.ts'
import { replicatedCounters } from './counters/replicated-counters.ts'
import { openInstance } from './open-instance.ts'
import { routeTable } from './route-table.ts'
import { closedSink } from './telemetry/event-sink.ts'
import { gatewayMetrics } from './telemetry/metrics.ts'
import { metricsPath, statusPath } from './transport/http-servers.ts'
import { listen } from './transport/listen.ts'

export type ServeOptions = {
  /** APIOps artifact folder. */
  readonly folder: string
  /** 0 takes any free one. */
  readonly port: number
  readonly host: string
  /** Where host names of backends lead; absent: to the real hosts. */
  readonly hosts: Readonly<Record<string, Endpoint>> | undefined
  /** By display name; before those of the folder. */
  readonly namedValues: Readonly<Record<string, string>>
  readonly keysOf: KeysOf
  /** Warnings of policy documents are errors then. */
  readonly isStrict: boolean
  /** Is told warnings, routes and the address, a line at a time. */
  readonly say: (line: string) => void
}

export type ServedFolder = AsyncDisposable & { readonly url: string; readonly port: number }

// What the operating system waits for a host that does not answer; the service was seen to wait
// as long. Source: reference capture of a classic gateway.
const connectTimeoutMs = 21_000
const drainMs = 2_000
const instanceName = 'local'

/**
 * Serves a team's own configuration in this process, without a world around it. Throws a
 * GatedrillError for a folder that cannot be served and for a port that is in use.
 */
export async function serveFolder(options: ServeOptions): Promise<ServedFolder> {
  const { folder, port, host, hosts, namedValues, keysOf, isStrict, say } = options
  const { content, warnings } = await loadArtifacts(folder, { namedValues, keysOf })
  const clock = systemClock(newEpochNs())
  const nowMs = () => clock.nowUs() / 1_000
  const metrics = gatewayMetrics(instanceName, nowMs)
  const runId = randomBytes(8).toString('hex')
  await using opening = new AsyncDisposableStack()
  const instance = opening.use(
    openInstance({
      clock,
      hosts,
      connectTimeoutMs,
      runId,
      deployment: deploymentOf(instanceName),
      counters: replicatedCounters({ holder: instanceName, runId }),
      cache: regionCache({
        self: instanceName,
        store: newCacheStore({ nowMs }),
        peers: alone,
        nowMs,
      }),
      events: closedSink,
      customMetrics: metrics.custom,
      witness: metrics.witness,
      circuitChanged: metrics.circuitChanged,
      governorRatePerS: undefined,
      isStrict,
      defect: (error) =>
        say(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    }),
  )
  instance.apply(revisionOf(1, content))
  const { handle } = instance
  const { after } = clock
  const listener = opening.use(await listen({ at: { host, port }, handle, metrics, after }))
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${listener.port}`
  sayWhatIsServed(content, [...warnings, ...instance.warnings], url, say)
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

const alone: CachePeers = {
  alivePeers: () => [],
  askEntry: () => Promise.resolve(undefined),
  tellEntry: () => undefined,
}

function deploymentOf(instanceId: string) {
  return { region: 'local', serviceName: 'gatedrill', gatewayId: 'managed', instanceId }
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
