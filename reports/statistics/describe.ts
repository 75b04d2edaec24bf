/** The middle of some values; between the middle two of an even number. NaN of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  // Of two that are infinite the mean is none.
  if (sorted.length % 2 === 1 || sorted[middle - 1] === upper) return upper
  return ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** The standard deviation beside the mean: 0.1 is 10 %. 0 of values that are all the same. */
export function variationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (values.length < 2 || values.every((value) => value === values[0])) return 0
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1)) / Math.abs(mean)
}

/**
 * How far two groups are apart: 1 when every value of `b` is above every one of `a`, -1 the other
 * way round, 0 when neither is. Below 0.147 it is called negligible, below 0.33 small, below 0.474 medium.
 * Source: Cliff, 1993; Romano and others, 2006.
 */
export function cliffsDelta(a: readonly number[], b: readonly number[]): number {
  const sum = b.reduce(
    (above, y) => above + a.reduce((of, x) => of + Math.sign(y === x ? 0 : y - x), 0),
    0,
  )
  return sum / (a.length * b.length)
}
