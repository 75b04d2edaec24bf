import type { GatewayLaunch } from '../../ledger/launch/gateway.ts'
import type { Clock } from '../clock.ts'
import type { ReplicatedCounters } from '../counters/replicated-counters.ts'
import { Incoming, type PeerDesk } from './incoming.ts'
import { Outgoing } from './outgoing.ts'
import { Post } from './post.ts'
import type { Reply } from './questions.ts'
import { defaultPeerTiming, type PeerTiming } from './timing.ts'

export type MeshOptions = Pick<
  GatewayLaunch,
  'runId' | 'instance' | 'incarnation' | 'region' | 'listenPeers' | 'peers'
> & {
  readonly counters: ReplicatedCounters
  readonly desk: PeerDesk
  /** How changes of counters leave; absent: at once. */
  readonly post?: Post
  readonly clock: Pick<Clock, 'nowUs' | 'after'>
  readonly timing?: PeerTiming
  /** A message could not be handled, through no fault of the peer. */
  readonly defect: (error: unknown) => void
}

/** The instances of a region, as one of them reaches the others. */
export type Mesh = AsyncDisposable & {
  /** Where it listens for its peers. */
  readonly port: number
  /** Peers that have answered lately; the same array until one comes or goes. */
  alivePeers(): readonly string[]
  /** The region has these others from now on: new ones are met, and those that went forgotten. */
  setPeers(peers: GatewayLaunch['peers']): void
  /** Ends every connection, so that all tell each other everything again. */
  meetAnew(): void
  /** Undefined when the peer does not answer in time. Never rejects. */
  ask(peer: string, question: unknown, waitMs: number): Promise<Reply | undefined>
  /** Says something that needs no answer, if the peer can be reached. */
  tell(peer: string, note: unknown, tail: Buffer): void
}

/**
 * Joins this instance with its peers: they exchange counters as state, and ask each other for
 * their shares of the cache. Peers that are away cost nothing but attempts to connect. Rejects
 * with a GatedrillError when the port is taken; after that, nothing that a peer does or fails to
 * do throws.
 */
export async function startMesh(options: MeshOptions): Promise<Mesh> {
  const { runId, region, instance, incarnation, listenPeers: listen, peers, desk } = options
  const { counters, clock, timing = defaultPeerTiming, post = new Post(), defect } = options
  const shared = {
    self: { runId, region, instance, incarnation },
    counters,
    clock,
    timing,
    post,
    defect,
  }
  const incoming = new Incoming({ ...shared, listen, desk, connectionsMax: connectionsFor(peers) })
  const port = await incoming.open()
  const ways = new Map<string, Outgoing>()
  let alive: readonly string[] = []
  const changed = () => {
    alive = [...ways.values()].filter((way) => way.isAlive).map(({ peer }) => peer)
  }
  const setPeers = (others: GatewayLaunch['peers']) => {
    const named = new Set(others.map(({ instance: peer }) => peer))
    for (const [peer, way] of ways) {
      if (named.has(peer)) continue
      ways.delete(peer)
      way[Symbol.dispose]()
    }
    incoming.connectionsMax = connectionsFor(others)
    for (const { instance: peer, endpoint, replicationMs } of others) {
      if (ways.has(peer)) continue
      ways.set(peer, new Outgoing({ ...shared, peer, endpoint, replicationMs, changed }))
    }
    changed()
  }
  setPeers(peers)
  return {
    port,
    setPeers,
    alivePeers: () => alive,
    meetAnew() {
      for (const way of ways.values()) way.meetAnew()
      incoming.meetAnew()
    },
    ask: (peer, question, waitMs) =>
      ways.get(peer)?.ask(question, waitMs) ?? Promise.resolve(undefined),
    tell: (peer, note, tail) => ways.get(peer)?.tell(note, tail),
    async [Symbol.asyncDispose]() {
      for (const way of ways.values()) way[Symbol.dispose]()
      await incoming[Symbol.asyncDispose]()
    },
  }
}

/** Two per peer, with room for those that are not yet known to be dead. */
function connectionsFor(peers: readonly unknown[]): number {
  return 4 * peers.length + 8
}
