import '../ledger/disposable-stack.ts'
import { once } from 'node:events'
import { type Parent, parentOf } from '../ledger/child.ts'
import { GatedrillError } from '../ledger/errors.ts'
import { type GatewayLaunch, gatewayLaunchSchema } from '../ledger/launch/gateway.ts'
import type { Revision } from '../ledger/revision.ts'
import type { CircuitWatch } from './backends/circuit.ts'
import { BackendPools } from './backends/pools.ts'
import type { ExternalCache } from './cache/external-cache.ts'
import { type Clock, skewedClock, systemClock } from './clock.ts'
import { clockCommands } from './clock-harm.ts'
import { hostCommands, membershipCommands, obeyCommands, regionCommands } from './commands.ts'
import { firstRevision } from './first-revision.ts'
import { sufferHarms } from './harms.ts'
import type { Instance } from './instance.ts'
import { keepInTouch, sayOfItself } from './keep-in-touch.ts'
import { leaveService } from './leave-service.ts'
import { openInstance } from './open-instance.ts'
import { openRegion } from './open-region.ts'
import type { Deployment } from './pipeline/exchange.ts'
import { managementPlaneAt, type RevisionSource } from './sync/pull-revision.ts'
import { keepRevision } from './sync/revision-file.ts'
import { capacityMeter } from './telemetry/capacity-meter.ts'
import { eventFiles } from './telemetry/event-files.ts'
import { openLedgers } from './telemetry/ledgers.ts'
import { gatewayMetrics, type Metrics } from './telemetry/metrics.ts'
import type { RequestWitness } from './telemetry/request-ledger.ts'
import { requestLogFiles } from './telemetry/request-log-files.ts'
import { openTraceDesk, type TraceDesk } from './trace/trace-desk.ts'
import { type Governor, governor as newGovernor } from './transport/governor.ts'
import { type Listener, listen } from './transport/listen.ts'

// Longer than most requests take, shorter than a controller waits for a process to go.
const drainMs = 5_000

const parent = await parentOf(gatewayLaunchSchema)
await run(parent).catch((error: unknown) => {
  const problem = error instanceof GatedrillError ? error.message : String(error)
  parent.notify({ say: 'failed', problem })
  process.exitCode = 1
})
// The pipe to the parent is still open, and would keep the process.
process.exit()

/** Serves until SIGTERM, then leaves, and lets requests under way end. */
async function run(parent: Parent<GatewayLaunch>): Promise<void> {
  const { launch } = parent
  const clock = skewedClock(systemClock(BigInt(launch.epochNs)))
  await using open = new AsyncDisposableStack()
  const governor = launch.capacity && newGovernor(launch.capacity, clock)
  const metrics = metricsOf(launch, clock, governor)
  const ledgers = open.use(openLedgers(launch))
  const traceDesk = traceDeskOf(launch, clock)
  const externalCache = await openedCache(launch, clock, open)
  const region = open.use(await openRegion(launch, clock, ledgers.decided, sayDefect))
  const harms = sufferHarms(parent, clock, region.harms)
  const pools = new BackendPools({ clock, ...launch, hosts: launch.hosts })
  const instance = open.use(
    openInstance({
      clock,
      ...launch,
      hosts: launch.hosts,
      pools,
      governor,
      deployment: deploymentOf(launch),
      counters: region.counters,
      cache: region.cache,
      externalCache,
      cacheWitness: ledgers.cached,
      ...sinksOf(launch, clock, open),
      customMetrics: metrics.custom,
      witness: bothOf(ledgers.witness, metrics.witness),
      circuitChanged: circuitWatchOf(metrics, parent),
      isStrict: false,
      traceDesk,
      defect: sayDefect,
    }),
  )
  const source = openedSource(launch, clock, open)
  const apply = (revision: Revision) => applyAndTell(revision, instance, parent, clock, metrics)
  const { revision: given, stateFolder } = launch
  apply(await firstRevision({ given, stateFolder, source, clock }))

  const { handle } = instance
  const listener = open.use(
    await listen({ ...launch, at: launch.listen, handle, metrics, traceDesk, ...clock }),
  )
  const release = new AbortController()
  // A reader of its own: whoever reads the metrics must not shorten what this one sees.
  const capacityPercent = governor && capacityMeter(governor, clock)
  obeyCommands(parent, harms, {
    ...membershipCommands(listener, region, capacityPercent, () => release.abort()),
    ...clockCommands(clock),
    ...regionCommands(region, externalCache),
    ...hostCommands(pools, clock),
  })
  const sync = (signal: AbortSignal) =>
    keepInTouch({ source, parent, clock, instance, apply, signal })
  const ports = { http: listener.port, peers: region.peersPort }
  await serve(parent, { listener, clock, ports, sync, released: release.signal })
}

type Serving = {
  readonly listener: Listener
  readonly clock: Clock
  readonly ports: Readonly<Record<string, number>>
  /** Keeps the configuration in step until the signal. */
  sync(signal: AbortSignal): Promise<void>
  readonly released: AbortSignal
}

/** From ready to gone: out of the load balancer first, then without its connections. */
async function serve(
  parent: Parent<GatewayLaunch>,
  { listener, clock, ports, sync, released }: Serving,
): Promise<void> {
  const stop = new AbortController()
  const stopped = once(process, 'SIGTERM')
  const syncing = sync(stop.signal)
  parent.notify({ say: 'ready', ports })
  await stopped
  const { departure } = parent.launch
  const leaving = () => sayOfItself('instance-draining', parent, clock)
  await leaveService({ listener, clock, departure, released, leaving })
  stop.abort()
  await Promise.all([listener.drain(drainMs), syncing])
}

function bothOf(one: RequestWitness, other: RequestWitness): RequestWitness {
  return (record) => {
    one(record)
    other(record)
  }
}

function metricsOf(
  { instance, capacity, platformVersion }: GatewayLaunch,
  clock: Clock,
  governor?: Governor,
): Metrics {
  const reading = governor &&
    capacity && { percent: capacityMeter(governor, clock), metric: capacity.metric }
  return gatewayMetrics(instance, () => clock.nowUs() / 1_000, {
    capacity: reading,
    platformVersion,
  })
}

function traceDeskOf({ debugKey }: GatewayLaunch, { unixMs }: Clock): TraceDesk | undefined {
  if (debugKey === undefined) return undefined
  return openTraceDesk({ key: Buffer.from(debugKey, 'hex'), unixMs })
}

/** Files for events of policies and for what diagnostics log, beside the ledgers. */
function sinksOf(
  { ledgerFolder: folder, instance, incarnation }: GatewayLaunch,
  { unixMs }: Clock,
  open: AsyncDisposableStack,
) {
  const options = { folder, writer: `${instance}-${incarnation}`, failed: sayDefect }
  return {
    events: open.use(eventFiles({ ...options, unixMs })),
    requestLogSink: open.use(requestLogFiles(options)).sink,
  }
}

function deploymentOf({ region, instance }: GatewayLaunch): Deployment {
  return { region, serviceName: 'gatedrill', gatewayId: 'managed', instanceId: instance }
}

/** Entries of another run, or of another region, are not this one's. */
async function openedCache(
  { externalCacheUrl: url, runId, region }: GatewayLaunch,
  clock: Clock,
  open: AsyncDisposableStack,
): Promise<ExternalCache | undefined> {
  if (url === undefined) return undefined
  // Its library takes memory that most instances have no use for.
  const { openExternalCache } = await import('./cache/external-cache.ts')
  return open.use(openExternalCache({ url, namespace: `${runId}:${region}`, clock }))
}

function openedSource(
  { management, instance, connectTimeoutMs }: GatewayLaunch,
  clock: Clock,
  open: AsyncDisposableStack,
): RevisionSource | undefined {
  if (management === undefined) return undefined
  return open.use(managementPlaneAt(management, instance, clock, connectTimeoutMs))
}

function applyAndTell(
  revision: Revision,
  instance: Instance,
  { launch, notify }: Parent<GatewayLaunch>,
  clock: Clock,
  metrics: Metrics,
): void {
  if (!instance.apply(revision)) return
  const { number, checksum } = revision
  if (launch.stateFolder !== undefined) keepRevision(launch.stateFolder, revision)
  metrics.setRevision(number)
  notify({
    say: 'event',
    event: {
      atUs: clock.nowUs(),
      kind: 'revision-applied',
      instance: launch.instance,
      zone: launch.zone,
      region: launch.region,
      detail: { revision: number, checksum },
    },
  })
}

function circuitWatchOf(metrics: Metrics, { launch, notify }: Parent<GatewayLaunch>): CircuitWatch {
  const { instance, zone, region } = launch
  return (change) => {
    const { state, backendId, rule, atMs, untilMs } = change
    const kind = state === 'open' ? 'circuit-opened' : 'circuit-closed'
    const detail = { backend: backendId, rule, untilUs: untilMs * 1_000 }
    metrics.circuitChanged(change)
    notify({ say: 'event', event: { atUs: atMs * 1_000, kind, instance, zone, region, detail } })
  }
}

function sayDefect(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`${text}\n`)
}
