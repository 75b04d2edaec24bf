import { createHash } from 'node:crypto'
import type {
  Cut,
  GatewayLaunch,
  QuotaCorrection,
  QuotaCount,
  Vector,
} from '../../ledger/launch/gateway.ts'
import type { AdmissionRecord } from '../../ledger/records.ts'
import type { Changes } from './changes.ts'
import { Counter } from './counter.ts'
import type { Counters, LimitOf } from './counters.ts'
import { type LimitWatch, limitOf } from './limit.ts'
import { Outbox } from './outbox.ts'
import { correctQuota, quotaCountsOf } from './quota-counts.ts'
import type { Tally } from './tally.ts'
import { vectorsOf } from './vectors.ts'
import type { WindowOf } from './window.ts'

export type ReplicatedCountersOptions = {
  /** Who counts here: `<instance>#<incarnation>`, never the same for two processes. */
  readonly holder: string
  /** Mixed into the hashes of keys, so that hashes of two runs cannot be compared. */
  readonly runId: string
  /** Told of every decision, as the admission ledger has it. */
  readonly onDecision?: (record: AdmissionRecord) => void
  /** Absent: a sliding window. */
  readonly rateAlgorithm?: GatewayLaunch['rateAlgorithm']
  /** Of one counter. */
  readonly keysMax?: number
}

/** Counters of one holder that others' counts flow into, and that give their own away. */
export type ReplicatedCounters = Counters & {
  /** The peer can be reached: it is owed everything that is known, then every change. */
  openPeer(peer: string): void
  /** The peer is away: nothing is kept for it until it is opened again. */
  closePeer(peer: string): void
  /** What the peer is owed, in portions; empty when it has all. Taken means sent. */
  takeChanges(peer: string): Changes
  /** There is something to take for the peer. */
  isOwed(peer: string): boolean
  /** Takes over what another holder knows. */
  merge(changes: Changes): void
  /**
   * Forgets everything, and counts on as another holder: what the old one counted is still known
   * elsewhere, and new counts under its name would be taken for old ones.
   */
  forget(): void
  /** How far the clock that counts is ahead of that of the callers. */
  setSkew(skewMs: number): void
  /** Grows with every `forget`, and what `setSkew` said last. */
  readonly generation: number
  readonly skewMs: number
  /** Everything that is known of all holders. */
  fullState(): Changes
  /** What is known of one key of `quota-by-key`. */
  quotaCounts(key: string): QuotaCount[]
  /** Counts by hand; undefined when there is no such counter. */
  correctQuota(correction: QuotaCorrection): { counter: string; keyHash: string } | undefined
  /** What is known of all holders within a cut, to be compared with what others know. */
  vectors(cut: Cut): readonly Vector[]
}

// As many keys as a gateway sees callers in a window, at some hundred bytes each.
const defaultKeysMax = 100_000

// Far below what a frame may have, and parsed within some milliseconds.
const bytesPerPortion = 512 * 1024

// More counters than policies in any configuration; a bound on what peers can make up.
const countersMax = 10_000

export function replicatedCounters(options: ReplicatedCountersOptions): ReplicatedCounters {
  const { holder, runId, onDecision, rateAlgorithm, keysMax = defaultKeysMax } = options
  const counters = new Map<string, Counter>()
  const outbox = new Outbox()
  let generation = 1
  const holderNow = () => (generation === 1 ? holder : `${holder}.${generation}`)
  const watch: LimitWatch & { skewMs: number } = {
    skewMs: 0,
    grew: (counter, tally, bucket) => outbox.note(counter, tally, bucket),
    decided: onDecision,
    keyHashOf: keyHashes(runId),
  }

  function counterOf(id: string, of: WindowOf): Counter {
    const name = nameOf(id, of)
    const known = counters.get(name)
    if (known !== undefined) return known
    const forgotten = (tally: Tally) => outbox.forget(tally)
    const counter = new Counter({ id, of, holder: holderNow(), keysMax, forgotten })
    counters.set(name, counter)
    return counter
  }

  const limitOver = (limit: LimitOf, of: WindowOf) => limitOf(counterOf(limit.id, of), limit, watch)

  const slidingWindow = (of: LimitOf) => limitOver(of, { kind: 'sliding', lengthMs: of.lengthMs })

  return {
    slidingWindow,
    rate: (of) =>
      rateAlgorithm === 'token-bucket'
        ? limitOver(of, { kind: 'tokens', lengthMs: of.lengthMs, limit: of.limit })
        : slidingWindow(of),
    fixedWindow: (of) =>
      limitOver(of, { kind: 'fixed', lengthMs: of.lengthMs, startMs: of.startMs }),
    openPeer: (peer) => outbox.open(peer, counters.values()),
    closePeer: (peer) => outbox.close(peer),
    takeChanges: (peer) => outbox.take(peer, bytesPerPortion),
    isOwed: (peer) => outbox.isOwed(peer),
    merge(changes) {
      for (const { counter, window, key, cells } of changes) {
        if (counters.size >= countersMax && !counters.has(nameOf(counter, window))) continue
        counterOf(counter, window).merge(key, cells)
      }
    },
    get generation() {
      return generation
    },
    get skewMs() {
      return watch.skewMs
    },
    forget() {
      generation += 1
      for (const counter of counters.values()) counter.forget(holderNow())
    },
    setSkew(skewMs) {
      watch.skewMs = skewMs
    },
    quotaCounts: (key) => quotaCountsOf(counters.values(), key),
    correctQuota: (correction) => correctQuota(counters.values(), correction, watch),
    vectors: (cut) => vectorsOf(counters.values(), cut, watch.keyHashOf),
    fullState: () => [...counters.values()].flatMap(stateOf),
  }
}

function nameOf(id: string, of: WindowOf): string {
  return `${of.kind}/${of.lengthMs}/${partOf(of)}/${id}`
}

function partOf(of: WindowOf): number {
  if (of.kind === 'fixed') return of.startMs
  return of.kind === 'tokens' ? of.limit : 0
}

function stateOf(counter: Counter): Changes {
  const { id, of } = counter
  return counter
    .tallies()
    .map((tally) => ({ counter: id, window: of, key: tally.key, cells: tally.everyHolder() }))
}

/** The first 12 hex digits of a salted SHA-256, worked out once per key while it counts. */
function keyHashes(salt: string): (tally: Tally) => string {
  const hashes = new WeakMap<Tally, string>()
  return (tally) => {
    const known = hashes.get(tally)
    if (known !== undefined) return known
    const hash = createHash('sha256').update(salt).update(tally.key).digest('hex').slice(0, 12)
    hashes.set(tally, hash)
    return hash
  }
}
