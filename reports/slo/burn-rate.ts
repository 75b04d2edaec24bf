import type { Slice } from './slices.ts'

export type Burn = {
  /** The worst: how many times faster than allowed the error budget was used. */
  readonly highest: number
  /** The first second of the load by whose end the threshold was reached; absent: it never was. */
  readonly firedS?: number
}

/**
 * Burn rates over windows that end with each second: the share of bad events in it, by the share that the
 * target allows. Source: The Site Reliability Workbook, chapter 5.
 */
export function burnOf(
  seconds: readonly Slice[],
  { target, windowS, threshold }: { target: number; windowS: number; threshold: number },
): Burn {
  const last = seconds.at(-1)?.slice ?? -1
  const bySecond = new Map(seconds.map((slice) => [slice.slice, slice]))
  let [good, total, highest] = [0, 0, 0]
  let firedS: number | undefined
  for (let second = 0; second <= last; second += 1) {
    const entering = bySecond.get(second)
    const leaving = bySecond.get(second - windowS)
    good += (entering?.good ?? 0) - (leaving?.good ?? 0)
    total += (entering?.total ?? 0) - (leaving?.total ?? 0)
    const burn = total === 0 ? 0 : (total - good) / total / (1 - target)
    highest = Math.max(highest, burn)
    if (burn >= threshold && firedS === undefined) firedS = second + 1
  }
  return firedS === undefined ? { highest } : { highest, firedS }
}
