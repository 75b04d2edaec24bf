import type { GatewayLaunch } from '../ledger/launch/gateway.ts'
import type { AdmissionRecord } from '../ledger/records.ts'
import type { Cache } from './cache/cache.ts'
import { cacheDesk, cachePeers } from './cache/cache-desk.ts'
import { newCacheStore } from './cache/cache-store.ts'
import { regionCache } from './cache/region-cache.ts'
import type { Clock } from './clock.ts'
import type { Counters } from './counters/counters.ts'
import { replicatedCounters } from './counters/replicated-counters.ts'
import { startMesh } from './peers/mesh.ts'

/** What the instances of a region share: counters and cache, each holding its part. */
export type Region = AsyncDisposable & {
  readonly counters: Counters
  readonly cache: Cache
  /** Where this instance listens for its peers. */
  readonly peersPort: number
  /** Who the others are, from now on. */
  setPeers(peers: GatewayLaunch['peers']): void
}

/** Joins an instance with the others of its region. Rejects when it cannot listen for them. */
export async function openRegion(
  launch: GatewayLaunch,
  clock: Clock,
  onDecision: (record: AdmissionRecord) => void,
  defect: (error: unknown) => void,
): Promise<Region> {
  const { runId, instance, incarnation, rateAlgorithm } = launch
  const nowMs = () => clock.nowUs() / 1_000
  const holder = `${instance}#${incarnation}`
  const counters = replicatedCounters({ holder, runId, onDecision, rateAlgorithm })
  const store = newCacheStore({ nowMs })
  const mesh = await startMesh({ ...launch, counters, desk: cacheDesk(store), clock, defect })
  return {
    counters,
    cache: regionCache({ self: instance, store, peers: cachePeers(mesh), nowMs }),
    peersPort: mesh.port,
    setPeers: (peers) => mesh.setPeers(peers),
    [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose](),
  }
}
