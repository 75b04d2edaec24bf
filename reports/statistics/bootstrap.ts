import seedrandom from 'seedrandom'

export type Interval = { readonly low: number; readonly high: number }

/** Of an interval, unless said otherwise. */
const usualShare = 0.95

const resamples = 2_000

/** The same run gives the same interval. */
const randomOf = () => seedrandom('bootstrap')

/**
 * The interval that a statistic of one or two groups of independent values lies in with 95 %, by
 * drawing from them with replacement. Source: Efron, 1979 (percentile method).
 */
export function bootstrapInterval(
  groups: readonly (readonly number[])[],
  statistic: (groups: readonly (readonly number[])[]) => number,
): Interval {
  const random = randomOf()
  const found = Array.from({ length: resamples }, () =>
    statistic(
      groups.map((values) => values.map(() => values[Math.floor(random() * values.length)] ?? 0)),
    ),
  )
  return percentiles(found, usualShare)
}

/**
 * The same for statistics of a time series, whose neighbours are alike: blocks of neighbours are
 * drawn in place of single values. `statistics` gets the drawn places, as many as there are, and
 * gives a list of as many numbers each time; each gets an interval for each of `shares`. Source:
 * Kuensch, 1989 (moving blocks).
 */
export function blockBootstrapIntervals(
  length: number,
  blockLength: number,
  statistics: (places: readonly number[]) => readonly number[],
  shares: readonly number[] = [usualShare],
): Interval[][] {
  const random = randomOf()
  const block = Math.max(1, Math.min(blockLength, length))
  const found = Array.from({ length: resamples }, () => {
    const places: number[] = []
    while (places.length < length) {
      const from = Math.floor(random() * (length - block + 1))
      for (let at = from; at < from + block && places.length < length; at += 1) places.push(at)
    }
    return statistics(places)
  })
  return (found[0] ?? []).map((_, index) => {
    const values = found.map((row) => row[index] ?? 0)
    return shares.map((share) => percentiles(values, share))
  })
}

/** The middle share; what is no number comes last, as the worst. */
function percentiles(found: readonly number[], middle: number): Interval {
  const sorted = found.toSorted((a, b) => (Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b))
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
  return { low: at((1 - middle) / 2), high: at((1 + middle) / 2) }
}
