import { randomBytes } from 'node:crypto'
import { newCacheStore } from './cache/cache-store.ts'
import { type CachePeers, regionCache } from './cache/region-cache.ts'
import { replicatedCounters } from './counters/replicated-counters.ts'
import type { Instance } from './instance.ts'
import { type OpenInstanceOptions, openInstance } from './open-instance.ts'

/** Its name in ledgers, metrics and `context.Deployment`. */
export const localName = 'local'

// What the operating system waits for a host that does not answer; the service was seen to wait
// as long. Source: reference capture of a classic gateway.
export const localConnectTimeoutMs = 21_000

const alone: CachePeers = {
  alivePeers: () => [],
  askEntry: () => Promise.resolve(undefined),
  tellEntry: () => undefined,
}

/** What only an instance in a world has to be told. */
type OfAWorld = 'connectTimeoutMs' | 'runId' | 'deployment' | 'counters' | 'cache' | 'governor'

/** An instance without a world around it: no peers, no management plane, no limit of its own. */
export function openLocalInstance(
  options: Omit<OpenInstanceOptions, OfAWorld>,
): Instance & AsyncDisposable {
  const nowMs = () => options.clock.nowUs() / 1_000
  const runId = randomBytes(8).toString('hex')
  return openInstance({
    ...options,
    connectTimeoutMs: localConnectTimeoutMs,
    runId,
    deployment: {
      region: localName,
      serviceName: 'gatedrill',
      gatewayId: 'managed',
      instanceId: localName,
    },
    counters: replicatedCounters({ holder: localName, runId }),
    cache: regionCache({ self: localName, store: newCacheStore({ nowMs }), peers: alone, nowMs }),
  })
}
