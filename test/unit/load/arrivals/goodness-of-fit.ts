/**
 * Distance of samples from a distribution, in units of what it is by chance: the Kolmogorov-Smirnov
 * statistic times the root of the count. Above 3.3 once in a thousand million samples of it.
 */
export function kolmogorovSmirnov(
  samples: Float64Array,
  cumulative: (value: number) => number,
): number {
  const sorted = samples.toSorted()
  let distance = 0
  for (const [index, value] of sorted.entries()) {
    const share = cumulative(value)
    distance = Math.max(
      distance,
      share - index / sorted.length,
      (index + 1) / sorted.length - share,
    )
  }
  return distance * Math.sqrt(sorted.length)
}

export const byChanceMax = 3.3

/** Mean and variance of values. */
export function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, variance }
}
