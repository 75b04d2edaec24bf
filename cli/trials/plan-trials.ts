/** One drill of several. */
export type Trial = {
  /** B is the configuration that A is held against. */
  readonly group: 'a' | 'b'
  /** From 1, within its group. */
  readonly number: number
  readonly seed: number
}

/**
 * The trials in the order in which they run: A's and B's in turn, and the other one first each time
 * (A B, B A, A B), so that what the machine does meanwhile falls on both alike. Both have the same seeds.
 */
export function planTrials(count: number, firstSeed: number, hasB: boolean): readonly Trial[] {
  return Array.from({ length: count }, (_, index) => {
    const of = (group: Trial['group']) => ({ group, number: index + 1, seed: firstSeed + index })
    if (!hasB) return [of('a')]
    return index % 2 === 0 ? [of('a'), of('b')] : [of('b'), of('a')]
  }).flat()
}
