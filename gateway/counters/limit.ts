import { hash } from 'node:crypto'
import type { AdmissionRecord } from '../../ledger/records.ts'
import type { Counter } from './counter.ts'
import type { Asking, Hit, Limit, LimitOf } from './counters.ts'
import type { Tally } from './tally.ts'

/** What a limit tells about itself. */
export type LimitWatch = {
  /** This holder's count of a bucket grew. */
  grew(counter: Counter, tally: Tally, bucket: number): void
  readonly decided: ((record: AdmissionRecord) => void) | undefined
  keyHashOf(tally: Tally): string
  /** Of the clock that counts, against the caller's. */
  readonly skewMs: number
}

// Keys may hold whole tokens; many of them must not fill the memory, nor the way to the peers.
const keyLengthMax = 128

/** What a ledger field holds at most. */
const u32Max = 2 ** 32 - 1

/** A limit over the keys of a counter; several limits may share one. */
export function limitOf(
  counter: Counter,
  { id, limit, lengthMs }: LimitOf,
  watch: LimitWatch,
): Limit {
  const { grew, decided, keyHashOf } = watch
  const refills = counter.of.kind === 'tokens' ? 1 : 0
  const record = (
    tally: Tally,
    nowMs: number,
    asking: Asking,
    { admitted, countSeen }: Pick<Hit, 'admitted' | 'countSeen'>,
    calls: number,
  ) =>
    decided?.({
      requestId: asking.requestId,
      // The instant it counts at: later than it arrived when a later request came first.
      atUs: asking.receivedAtUs + (tally.nowMs - nowMs) * 1_000,
      counter: id,
      keyHash: keyHashOf(tally),
      admitted: admitted ? 1 : 0,
      counted: admitted ? Math.min(calls, u32Max) : 0,
      limit: Math.min(limit, u32Max),
      windowMs: lengthMs,
      refills,
      countSeen: Math.min(countSeen, u32Max),
    })
  return {
    hit(key, calledAtMs, asking, calls = 1) {
      const nowMs = calledAtMs + watch.skewMs
      const tally = counter.tallyOf(shortened(key), nowMs)
      const hit = judge(tally, tally.countAt(nowMs), limit, calls)
      if (hit.admitted && calls > 0) grew(counter, tally, tally.add(calls))
      record(tally, nowMs, asking, hit, calls)
      return hit
    },
    take(key, calledAtMs, asking, calls) {
      const nowMs = calledAtMs + watch.skewMs
      const tally = counter.tallyOf(shortened(key), nowMs)
      const countSeen = tally.countAt(nowMs)
      if (calls > 0) grew(counter, tally, tally.add(calls))
      record(tally, nowMs, asking, { admitted: true, countSeen }, calls)
    },
    peek(key, calledAtMs, calls = 1) {
      const nowMs = calledAtMs + watch.skewMs
      const tally = counter.find(shortened(key))
      return judge(tally, tally?.countAt(nowMs) ?? 0, limit, calls)
    },
    add(key, calledAtMs, calls) {
      const nowMs = calledAtMs + watch.skewMs
      if (calls <= 0) return
      const tally = counter.tallyOf(shortened(key), nowMs)
      tally.countAt(nowMs)
      grew(counter, tally, tally.add(calls))
    },
  }
}

function judge(tally: Tally | undefined, countSeen: number, limit: number, calls: number): Hit {
  const room = Math.max(calls, 1)
  const admitted = countSeen + room <= limit
  return {
    admitted,
    countSeen,
    remaining: Math.max(0, limit - countSeen - (admitted ? calls : 0)),
    retryAfterMs: admitted ? 0 : (tally?.waitMs(room, limit) ?? Number.POSITIVE_INFINITY),
  }
}

/** The key as it is kept. */
export function shortened(key: string): string {
  return key.length <= keyLengthMax ? key : hash('sha256', key)
}
