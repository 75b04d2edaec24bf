import type { HarmKinds } from '../ledger/harms.ts'
import type {
  CacheStatus,
  Cut,
  GatewayLaunch,
  HolderStatus,
  Vector,
} from '../ledger/launch/gateway.ts'
import type { AdmissionRecord } from '../ledger/records.ts'
import type { Cache } from './cache/cache.ts'
import { cacheClockOf } from './cache/cache-clock.ts'
import { cacheDesk, cachePeers } from './cache/cache-desk.ts'
import { cacheHarms } from './cache/cache-harms.ts'
import { newCacheStore } from './cache/cache-store.ts'
import { regionCache } from './cache/region-cache.ts'
import type { Clock } from './clock.ts'
import type { Counters } from './counters/counters.ts'
import type { RedisExchange } from './counters/redis-exchange.ts'
import { type ReplicatedCounters, replicatedCounters } from './counters/replicated-counters.ts'
import { counterHarms } from './peers/counter-harms.ts'
import { startMesh } from './peers/mesh.ts'
import { Post } from './peers/post.ts'
import { randomOf } from './random.ts'

/** What the instances of a region share: counters and cache, each holding its part. */
export type Region = AsyncDisposable & {
  readonly counters: Counters
  readonly cache: Cache
  /** Where this instance listens for its peers. */
  readonly peersPort: number
  /** What the controller may harm in it. */
  readonly harms: HarmKinds
  /** What is known of all holders within a cut. */
  vectors(cut: Cut): readonly Vector[]
  /** What is counted for a key of `quota-by-key`, to be read and corrected by hand. */
  readonly quotas: Pick<ReplicatedCounters, 'quotaCounts' | 'correctQuota'>
  holder(): HolderStatus
  cacheStatus(): Omit<CacheStatus, 'externalMs'>
  reaches(peer: string): Promise<boolean>
  /** Who the others are, from now on. */
  setPeers(peers: GatewayLaunch['peers']): void
}

/** An answer takes a millisecond; whoever asks gives up after 400. */
const reachWithinMs = 250

/** Joins an instance with the others of its region. Rejects when it cannot listen for them. */
export async function openRegion(
  launch: GatewayLaunch,
  clock: Clock,
  onDecision: (record: AdmissionRecord) => void,
  defect: (error: unknown) => void,
): Promise<Region> {
  const { runId, instance, incarnation, rateAlgorithm } = launch
  const cacheClock = cacheClockOf(() => clock.nowUs() / 1_000)
  const nowMs = () => cacheClock.nowMs()
  const holder = `${instance}#${incarnation}`
  const counters = replicatedCounters({ holder, runId, onDecision, rateAlgorithm })
  const store = newCacheStore({ nowMs })
  const post = new Post()
  const desk = cacheDesk(store)
  const { countersRedis } = launch
  const exchange = countersRedis && (await exchangeAt(countersRedis, launch, counters, clock))
  const told = exchange === undefined ? counters : { ...counters, ...tellingNobody }
  const mesh = await startMesh({ ...launch, counters: told, desk, clock, post, defect })
  const meetAnew = () => {
    mesh.meetAnew()
    exchange?.meetAnew()
  }
  const random = randomOf(`${runId} ${instance} counter-harms`)
  return {
    counters,
    cache: regionCache({ self: instance, store, peers: cachePeers(mesh), nowMs }),
    peersPort: mesh.port,
    harms: {
      ...counterHarms({ counters, mesh: { ...mesh, meetAnew }, post, clock, random }),
      ...cacheHarms(store, cacheClock, clock),
    },
    cacheStatus: () => ({ ...store.status, isStale: cacheClock.isStopped }),
    vectors: (cut) => counters.vectors(cut),
    quotas: counters,
    holder() {
      const { generation, skewMs } = counters
      return { harmedPortions: post.harmed, generation, skewMs }
    },
    // A question that no desk knows: that there is any answer is the answer.
    reaches: async (peer) => (await mesh.ask(peer, {}, reachWithinMs)) !== undefined,
    setPeers: (peers) => mesh.setPeers(peers),
    async [Symbol.asyncDispose]() {
      await exchange?.[Symbol.asyncDispose]()
      await mesh[Symbol.asyncDispose]()
    },
  }
}

/** What meets in Redis goes no other way: a partition of peers then parts no counters. */
const tellingNobody: Pick<
  ReplicatedCounters,
  'openPeer' | 'closePeer' | 'takeChanges' | 'isOwed' | 'merge'
> = {
  openPeer: () => undefined,
  closePeer: () => undefined,
  takeChanges: () => [],
  isOwed: () => false,
  merge: () => undefined,
}

/** Counters of another run, or of another region, are not this one's. */
async function exchangeAt(
  { url, periodMs }: NonNullable<GatewayLaunch['countersRedis']>,
  { runId, region, instance, incarnation }: GatewayLaunch,
  counters: ReplicatedCounters,
  clock: Clock,
): Promise<RedisExchange> {
  // Its library takes memory that most instances have no use for.
  const { exchangeOverRedis } = await import('./counters/redis-exchange.ts')
  const holder = `${instance}#${incarnation}`
  return exchangeOverRedis({
    url,
    namespace: `${runId}:${region}`,
    holder,
    counters,
    clock,
    periodMs,
  })
}
