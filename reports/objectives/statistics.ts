/**
 * The confidence of every one-sided bound; an interval of two such bounds holds with 90 %. Requests
 * of one run are not independent (they share its stalls), so intervals are somewhat too narrow.
 */
export const confidence = 0.95

/** The normal quantile of `confidence`. */
const z95 = 1.6449

/** Samples without which no `confidence` bound above the quantile exists: p99 takes 299. */
export function samplesNeededFor(quantile: number): number {
  return Math.ceil(Math.log(1 - confidence) / Math.log(quantile))
}

/** The rank (from 1) of a quantile by its definition: the least value that q of all do not exceed. */
export function rankOf(quantile: number, count: number): number {
  // The tolerance keeps 0.99 * 300 at 297, whatever its last bit says.
  return Math.min(Math.max(Math.ceil(quantile * count - 1e-9), 1), count)
}

/** Exact quantile of values in ascending order; undefined of none. */
export function quantileOf(sorted: Float64Array, quantile: number): number | undefined {
  return sorted.length === 0 ? undefined : sorted[rankOf(quantile, sorted.length) - 1]
}

/**
 * Ranks between which the true quantile lies: each end is a one-sided bound of `confidence`, from
 * the binomial distribution of how many values fall below it. An end that the sample is too small
 * for is 0 or `count + 1`. Source: David and Nagaraja, Order Statistics, 7.1.
 */
export function quantileRanks(quantile: number, count: number): { low: number; high: number } {
  const { weights, first, total } = binomialWeights(quantile, count)
  const tail = (1 - confidence) * total
  let low = first
  let below = 0
  for (const weight of weights) {
    if (below + weight > tail) break
    below += weight
    low += 1
  }
  let high = first + weights.length - 1
  let above = 0
  for (const weight of weights.toReversed()) {
    if (above + weight > tail) break
    above += weight
    high -= 1
  }
  // B successes lie below: P(B < low) and P(B >= high) are at most the tail.
  return { low, high: high + 1 }
}

/** Values at the ends of the interval of `quantileRanks`, infinite where the sample has none. */
export function quantileInterval(
  sorted: Float64Array,
  quantile: number,
): { low: number; high: number } {
  const { low, high } = quantileRanks(quantile, sorted.length)
  return {
    low: low < 1 ? 0 : (sorted[low - 1] ?? Number.POSITIVE_INFINITY),
    high: sorted[high - 1] ?? Number.POSITIVE_INFINITY,
  }
}

/** Interval of a share, each end a one-sided bound of `confidence`. Source: Wilson, 1927. */
export function shareInterval(hits: number, count: number): { low: number; high: number } {
  if (count === 0) return { low: 0, high: 1 }
  const share = hits / count
  const square = z95 * z95
  const centre = share + square / (2 * count)
  const spread = z95 * Math.sqrt((share * (1 - share)) / count + square / (4 * count * count))
  const scale = 1 + square / count
  return {
    low: Math.max(0, (centre - spread) / scale),
    high: Math.min(1, (centre + spread) / scale),
  }
}

/** Binomial weights around the mode, up to a common factor; what is left out is below 1e-18. */
function binomialWeights(share: number, count: number) {
  const mode = Math.min(count, Math.floor((count + 1) * share))
  const odds = share / (1 - share)
  const up: number[] = []
  for (let hits = mode, weight = 1; hits < count && weight > 1e-18; hits += 1) {
    weight *= ((count - hits) / (hits + 1)) * odds
    up.push(weight)
  }
  const down: number[] = []
  for (let hits = mode, weight = 1; hits > 0 && weight > 1e-18; hits -= 1) {
    weight *= hits / (count - hits + 1) / odds
    down.push(weight)
  }
  const weights = [...down.reverse(), 1, ...up]
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return { weights, first: mode - down.length, total }
}
