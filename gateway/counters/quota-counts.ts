import type { QuotaCorrection, QuotaCount } from '../../ledger/launch/gateway.ts'
import type { Counter } from './counter.ts'
import { type LimitWatch, shortened } from './limit.ts'

/** How `quota-by-key` names its counters, by what they count. */
const ids = { calls: 'quota-by-key/calls', bytes: 'quota-by-key/bytes' } as const

/** What is known of one key of `quota-by-key`, over all holders heard of. */
export function quotaCountsOf(counters: Iterable<Counter>, key: string): QuotaCount[] {
  return [...counters].flatMap((counter) => {
    const { of } = counter
    const tally = of.kind === 'fixed' ? counter.find(shortened(key)) : undefined
    const unit = unitOf(counter.id)
    if (of.kind !== 'fixed' || tally === undefined || unit === undefined) return []
    const { lengthMs, startMs } = of
    return { unit, lengthMs, startMs, cells: tally.everyHolder() }
  })
}

/** Counts by hand, as this holder, and owes it to all others; undefined without such a counter. */
export function correctQuota(
  counters: Iterable<Counter>,
  { key, unit, lengthMs, startMs, period, by }: QuotaCorrection,
  { grew, keyHashOf }: Pick<LimitWatch, 'grew' | 'keyHashOf'>,
): { counter: string; keyHash: string } | undefined {
  const counter = [...counters].find(
    ({ id, of }) =>
      id === ids[unit] && of.kind === 'fixed' && of.lengthMs === lengthMs && of.startMs === startMs,
  )
  const tally = counter?.find(shortened(key))
  if (counter === undefined || tally === undefined) return undefined
  tally.correct(period, by)
  grew(counter, tally, period)
  return { counter: counter.id, keyHash: keyHashOf(tally) }
}

function unitOf(id: string): QuotaCount['unit'] | undefined {
  if (id === ids.calls) return 'calls'
  return id === ids.bytes ? 'bytes' : undefined
}
