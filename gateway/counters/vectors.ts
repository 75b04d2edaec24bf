import type { Cut, Vector } from '../../ledger/launch/gateway.ts'
import type { Counter } from './counter.ts'
import type { Tally } from './tally.ts'
import { windowOf } from './window.ts'

// Enough to tell whether holders agree, and small enough for a line of a pipe.
const vectorsMax = 500

/**
 * The part of the counters that does not change any more by itself, so that any two holders that
 * have heard of each other give the same. Sorted; of more than 500 keys the same 500.
 */
export function vectorsOf(
  counters: Iterable<Counter>,
  cut: Cut,
  keyHashOf: (tally: Tally) => string,
): Vector[] {
  return [...counters]
    .flatMap((counter) => vectorsOfCounter(counter, cut, keyHashOf))
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .slice(0, vectorsMax)
}

function vectorsOfCounter(
  counter: Counter,
  { untilMs, graceMs, isQuiet }: Cut,
  keyHashOf: (tally: Tally) => string,
): Vector[] {
  const { kind, lengthMs } = counter.of
  if (kind === 'fixed' && !isQuiet) return []
  const window = windowOf(counter.of)
  const isWithin = (bucket: number) =>
    (kind === 'fixed' || window.startMsOf(bucket + 1) <= untilMs) &&
    window.leavesAtMs(bucket) > untilMs + graceMs
  return counter.tallies().flatMap((tally) => {
    const counts = Object.entries(tally.everyHolder())
      .map(([holder, cells]): [string, number] => [holder, sumOf(cells, isWithin)])
      .filter(([, count]) => count > 0)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
    if (counts.length === 0) return []
    return {
      counter: counter.id,
      window: `${kind} ${lengthMs}`,
      keyHash: keyHashOf(tally),
      counts: Object.fromEntries(counts),
    }
  })
}

/** Of pairs of bucket and count. */
function sumOf(cells: readonly number[], isWithin: (bucket: number) => boolean): number {
  let sum = 0
  for (let at = 0; at + 1 < cells.length; at += 2) {
    if (isWithin(cells[at] ?? 0)) sum += cells[at + 1] ?? 0
  }
  return sum
}

function nameOf({ counter, window, keyHash }: Vector): string {
  return `${counter} ${window} ${keyHash}`
}
