/** Which part of a load a generator offers: every `of`-th request of the schedule, from `index` on. */
export type Share = { readonly index: number; readonly of: number }

/** All of it. */
export const wholeShare: Share = { index: 0, of: 1 }

/** Its part of a count: the parts add up to the count and differ by one at most. */
export function partOf(count: number, { index, of }: Share): number {
  return Math.floor(count / of) + (index < count % of ? 1 : 0)
}
