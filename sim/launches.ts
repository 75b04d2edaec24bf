import { join } from 'node:path'
import type { BackendLaunch } from '../ledger/launch/backend.ts'
import type { EdgeLaunch } from '../ledger/launch/edge.ts'
import type { Endpoint, GatewayLaunch } from '../ledger/launch/gateway.ts'
import type { IdentityLaunch } from '../ledger/launch/identity.ts'
import type { RedisLaunch } from '../ledger/launch/redis.ts'
import type { Revision } from '../ledger/revision.ts'
import type { PlacedInstance } from '../ledger/run.ts'
import type { Scenario } from '../scenarios/schema.ts'
import type { Addresses } from './addresses.ts'
import {
  nearestRegionOf,
  type PlacedBackend,
  upstreamOf,
  upstreamsOf,
} from './backends/placement.ts'
import { statusPath } from './edge/probe.ts'
import { cloudHosts, instanceMetadataHost } from './identity/entra.ts'
import { emptyRevision, isOfStandby } from './management/standby.ts'
import { countersRedisOf, externalCacheOf } from './redis/redis-uses.ts'
import { leaveMsOf, type Timing } from './timing.ts'
import type { Issued } from './tls/issue-certificates.ts'
import { capacityOf } from './topology/capacity.ts'
import { type Place, placeNameOf } from './topology/places.ts'
import {
  edgeOf,
  identity,
  linkIdOf,
  management,
  peersOf,
  redisOf,
  standbyManagement,
} from './wiring.ts'

/** What every launch message of a run is made from. */
export type LaunchContext = {
  readonly scenario: Scenario
  readonly timing: Timing
  readonly seed: number
  readonly runId: string
  readonly epochNs: string
  /** The run folder. */
  readonly folder: string
  readonly instances: readonly PlacedInstance[]
  readonly regions: readonly string[]
  readonly addresses: Addresses
  readonly revision: Revision
  /** Stands in for key vaults; absent: there are none. */
  readonly vaultFile?: string | undefined
  /** Of processes that speak TLS; absent: none does. Never written down. */
  readonly issued?: Issued | undefined
  endpointOf(linkId: string): Endpoint
}

export function ledgerFolderOf(folder: string): string {
  return join(folder, 'ledgers')
}

/** What outlives a process but not the run: databases and last revisions, with their secrets. */
export function stateFolderOf(folder: string): string {
  return join(folder, 'state')
}

/**
 * An instance starts with the revision once; started again it has to go by what it kept, as a
 * unit does that comes back while the management plane is out of reach.
 */
export function gatewayLaunchOf(
  context: LaunchContext,
  placed: PlacedInstance,
  incarnation: number,
): GatewayLaunch {
  const { instance, region, zone } = placed
  const { timing, addresses, folder, revision, endpointOf } = context
  const host = addresses.hostOf(region, zone)
  const externalCache = externalCacheOf(context, placed)
  const capacity = capacityOf(context.scenario.topology)
  const isStandby = isOfStandby(placed, context.scenario.standby)
  return {
    instance,
    region,
    zone,
    incarnation,
    runId: context.runId,
    epochNs: context.epochNs,
    listen: { host, port: 0 },
    listenPeers: { host, port: 0 },
    ledgerFolder: ledgerFolderOf(folder),
    ...(keepsRevision(context, placed)
      ? { stateFolder: join(stateFolderOf(folder), instance) }
      : {}),
    management: endpointOf(linkIdOf(instance, isStandby ? standbyManagement : management)),
    syncPeriodMs: timing.syncPeriodMs,
    ...heartbeatOf(context, placed),
    ...(incarnation === 1 ? { revision: isStandby ? emptyRevision : revision } : {}),
    peers: peerLaunchesOf(context, placed),
    ...upstreamsAt(context, placed),
    ...(externalCache === undefined ? {} : { externalCacheUrl: externalCache }),
    ...countersRedisOf(context, placed),
    connectTimeoutMs: timing.connectTimeoutMs,
    connectionMaxAgeMs: timing.connectionMaxAgeMs,
    rateAlgorithm: rateAlgorithmOf(context.scenario.topology.tier),
    ...(capacity === undefined ? {} : { capacity }),
    departure: { noticeMs: leaveMsOf(timing), clientsMs: timing.drainMs },
  }
}

/**
 * A self-hosted gateway without a backup serves on from memory when Azure is out of reach, but once
 * stopped it cannot start. Source: APIM, self-hosted gateway (Azure connectivity).
 */
function keepsRevision({ scenario }: LaunchContext, { gateway }: PlacedInstance): boolean {
  const own = scenario.topology.selfHosted.find(({ name }) => name === gateway)
  return own?.keepsBackup ?? true
}

/** Source: APIM, self-hosted gateway (overview): every node sends heartbeats, and none of Azure's. */
function heartbeatOf(
  { scenario, timing }: LaunchContext,
  { gateway }: PlacedInstance,
): Pick<GatewayLaunch, 'heartbeat'> {
  const own = scenario.topology.selfHosted.find(({ name }) => name === gateway)
  return own === undefined ? {} : { heartbeat: { gateway: own.name, periodMs: timing.heartbeatMs } }
}

/** The others of its region, or of its gateway, as one instance reaches them. */
export function peerLaunchesOf(
  { timing, instances, endpointOf }: LaunchContext,
  placed: PlacedInstance,
): GatewayLaunch['peers'] {
  const { instance, zone } = placed
  return peersOf(placed, instances).map((peer) => ({
    instance: peer.instance,
    endpoint: endpointOf(linkIdOf(instance, peer.instance)),
    replicationMs:
      peer.zone === zone ? timing.replicationInZoneMs : timing.replicationBetweenZonesMs,
  }))
}

/** Source: APIM, rate-limit-by-key: the v2 tiers use another algorithm than the classic ones. */
function rateAlgorithmOf(
  tier: Scenario['topology']['tier'],
): NonNullable<GatewayLaunch['rateAlgorithm']> {
  return tier.endsWith('-v2') ? 'token-bucket' : 'sliding-window'
}

/**
 * Host names lead to simulated backends; the issuer's, and those of the clouds' own issuers, to the
 * identity provider where there is one. What the scenario says of a host comes first.
 */
function upstreamsAt(
  context: LaunchContext,
  { instance, region }: PlacedInstance,
): Pick<GatewayLaunch, 'hosts' | 'backendCas'> {
  const { scenario, endpointOf, regions, issued } = context
  const near = nearestRegionOf(region, regions)
  const { identity: provider } = scenario
  const issuers = provider === undefined ? [] : [...cloudHosts, new URL(provider.issuer).hostname]
  // Whoever asks after a process that speaks TLS calls it by its own name.
  const own = upstreamsOf(scenario, regions, region)
    .filter(({ name }) => issued?.certificates.has(name))
    .map(({ name }): [string, string] => [name, name])
  const named = [
    ...own,
    ...issuers.map((host): [string, string] => [host, identity]),
    ...Object.entries(scenario.gateway.hosts),
  ]
  const upstreams = named.map(([host, name]) => {
    const upstream = upstreamOf(name, scenario.backends, near)
    const isTls = issued?.certificates.has(upstream) === true && host !== instanceMetadataHost
    return { host, isTls, endpoint: endpointOf(linkIdOf(instance, upstream)) }
  })
  const hosts = upstreams.map(({ host, isTls, endpoint }) => [
    host,
    isTls ? { ...endpoint, tls: true } : endpoint,
  ])
  const trusted = upstreams.flatMap(({ host, isTls }) =>
    isTls && issued !== undefined ? [[host, [issued.authority]]] : [],
  )
  return {
    hosts: Object.fromEntries(hosts),
    ...(trusted.length === 0 ? {} : { backendCas: Object.fromEntries(trusted) }),
  }
}

function certificatesOf({ issued }: LaunchContext, part: string) {
  const tls = issued?.certificates.get(part)
  return tls === undefined ? {} : { tls }
}

export function redisLaunchOf(
  { epochNs, addresses, folder }: LaunchContext,
  region: string,
  { replica, maxMemoryMb }: NonNullable<Scenario['redis']>,
): RedisLaunch {
  const listen = { host: addresses.hostOf(region, region), port: 0 }
  const stateFolder = join(stateFolderOf(folder), redisOf(region))
  return { region, epochNs, listen, stateFolder, hasReplica: replica, maxMemoryMb }
}

export function edgeLaunchOf(
  context: LaunchContext,
  { name, region }: Place,
  incarnation: number,
): EdgeLaunch {
  const { timing, addresses, instances, endpointOf } = context
  return {
    region,
    incarnation,
    ...(name === region ? {} : { gateway: name }),
    epochNs: context.epochNs,
    listen: { host: addresses.hostOf(region, region), port: 0 },
    ledgerFolder: ledgerFolderOf(context.folder),
    instances: instances
      .filter((placed) => placeNameOf(placed) === name)
      .map(({ instance, zone }) => ({
        instance,
        zone,
        endpoint: endpointOf(linkIdOf(edgeOf(name), instance)),
      })),
    probe: {
      path: statusPath,
      intervalMs: timing.probeIntervalMs,
      timeoutMs: timing.probeTimeoutMs,
      toLeave: timing.probesToLeave,
      toReturn: timing.probesToReturn,
    },
  }
}

export function backendLaunchOf(
  context: LaunchContext,
  { name, region, zones, traits }: PlacedBackend,
  incarnation: number,
): BackendLaunch {
  const { runId, epochNs, seed, folder, addresses } = context
  const { regional: _regional, zones: _zones, tls: _tls, sla: _sla, ...behaviour } = traits
  return {
    name,
    incarnation,
    runId,
    epochNs,
    seed,
    listen: { host: addresses.hostOf(region, region), port: 0 },
    ledgerFolder: ledgerFolderOf(folder),
    zones: [...zones],
    ...certificatesOf(context, name),
    ...behaviour,
  }
}

export function identityLaunchOf(
  context: LaunchContext,
  { issuer, tokenLifetimeS }: NonNullable<Scenario['identity']>,
): IdentityLaunch {
  const { runId, epochNs } = context
  return {
    runId,
    epochNs,
    listen: { host: hostOfPrimary(context), port: 0 },
    issuer,
    tokenLifetimeS,
    ...certificatesOf(context, identity),
  }
}

function hostOfPrimary({ regions, addresses }: LaunchContext): string {
  const [primary = ''] = regions
  return addresses.hostOf(primary, primary)
}
