import type { LoadLaunch } from '../ledger/launch/load.ts'
import { randomOf } from './random.ts'

/**
 * Leaves out more of the first arrivals than of the later ones, until the warm-up is over: code
 * that has never run takes several times as long, and a queue of its making may never go again.
 * Says of each arrival before that whether it stays (1); those after it all do.
 */
export function keptInWarmUp(
  arrivalsUs: Float64Array,
  { seed, warmUpS = 0 }: Pick<LoadLaunch, 'seed' | 'warmUpS'>,
): Uint8Array {
  const random = randomOf(seed, 'warm-up')
  const endUs = warmUpS * 1e6
  let early = 0
  while (early < arrivalsUs.length && (arrivalsUs[early] ?? 0) < endUs) early += 1
  return new Uint8Array(early).map((_, at) => (random() * endUs < (arrivalsUs[at] ?? 0) ? 1 : 0))
}

/**
 * Moves what is kept of the first items up to those that all are, and says where the rest begins:
 * in the place of the whole, for a copy of it may be large.
 */
export function leaveOut(whole: Float64Array | Uint16Array, kept: Uint8Array): number {
  let from = kept.length
  for (let at = kept.length - 1; at >= 0; at -= 1) {
    if (kept[at] === 0) continue
    from -= 1
    whole[from] = whole[at] ?? 0
  }
  return from
}
