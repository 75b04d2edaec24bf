import type { Cache } from '../../../../gateway/cache/cache.ts'
import { cacheDesk, cachePeers } from '../../../../gateway/cache/cache-desk.ts'
import { newCacheStore } from '../../../../gateway/cache/cache-store.ts'
import { regionCache } from '../../../../gateway/cache/region-cache.ts'
import { systemClock } from '../../../../gateway/clock.ts'
import {
  type ReplicatedCounters,
  replicatedCounters,
} from '../../../../gateway/counters/replicated-counters.ts'
import { counterHarms } from '../../../../gateway/peers/counter-harms.ts'
import { type Mesh, startMesh } from '../../../../gateway/peers/mesh.ts'
import { Post } from '../../../../gateway/peers/post.ts'
import { newEpochNs } from '../../../../ledger/clock.ts'
import { type Harms, harmsOn } from '../../../../ledger/harms.ts'
import { type TestProxy, testProxy } from './test-proxy.ts'

export type Instance = AsyncDisposable & {
  readonly name: string
  readonly counters: ReplicatedCounters
  readonly cache: Cache
  readonly mesh: Mesh
  readonly post: Post
  readonly harms: Harms
}

export type Region = AsyncDisposable & {
  readonly instances: readonly Instance[]
  /** Of the way from one to the other. */
  link(from: string, to: string): TestProxy
  /** Everything to and from it. */
  linksOf(name: string): readonly TestProxy[]
  readonly nowMs: () => number
  /** Starts it once more, on the port that its links lead to. */
  restart(name: string): Promise<Instance>
  readonly defects: readonly unknown[]
}

const runId = '0123456789abcdef'
const timing = { heartbeatMs: 40, silenceMaxMs: 250, reconnectMinMs: 20, reconnectMaxMs: 100 }

/** Instances of one region over real sockets, each link through a proxy. */
export async function regionOf(names: readonly string[]): Promise<Region> {
  const clock = systemClock(newEpochNs())
  const nowMs = () => clock.nowUs() / 1_000
  const defects: unknown[] = []
  const open = new AsyncDisposableStack()
  const links = new Map<string, TestProxy>()
  for (const from of names) {
    for (const to of names) {
      if (from !== to) links.set(`${from}>${to}`, open.use(await testProxy()))
    }
  }
  const link = (from: string, to: string) => {
    const found = links.get(`${from}>${to}`)
    if (found === undefined) throw new Error(`no link from ${from} to ${to}`)
    return found
  }

  async function start(name: string, incarnation: number): Promise<Instance> {
    const counters = replicatedCounters({ holder: `${name}#${incarnation}`, runId })
    const store = newCacheStore({ nowMs })
    const others = names.filter((other) => other !== name)
    const post = new Post()
    const mesh = await startMesh({
      post,
      runId,
      instance: name,
      incarnation,
      region: 'westeurope',
      listenPeers: { host: '127.0.0.1', port: 0 },
      peers: others.map((peer) => ({
        instance: peer,
        endpoint: { host: '127.0.0.1', port: link(name, peer).port },
        replicationMs: 20,
      })),
      counters,
      desk: cacheDesk(store),
      clock,
      timing,
      defect: (error) => defects.push(error),
    })
    for (const other of others) link(other, name).aim(mesh.port)
    const cache = regionCache({ self: name, store, peers: cachePeers(mesh), nowMs })
    const kinds = counterHarms({ counters, mesh, post, clock, random: () => 0.5 })
    const harms = harmsOn(clock, kinds)
    const dispose = () => mesh[Symbol.asyncDispose]()
    return open.use({ name, counters, cache, mesh, post, harms, [Symbol.asyncDispose]: dispose })
  }

  const instances = await Promise.all(names.map((name) => start(name, 1)))
  return {
    instances,
    link,
    linksOf: (name) =>
      [...links].filter(([id]) => id.split('>').includes(name)).map(([, proxy]) => proxy),
    nowMs,
    restart: (name) => start(name, 2),
    defects,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
