/** A quantity at an instant. */
export type Sample = { readonly atS: number; readonly value: number }

export type Slope = {
  /** Per second. */
  readonly perS: number
  /** Of `perS`; Infinity where too few samples say nothing about it. */
  readonly standardErrorPerS: number
}

/** The straight line through samples that leaves the least squares. At least two instants. */
export function slopeOf(samples: readonly Sample[]): Slope {
  const count = samples.length
  const meanS = samples.reduce((sum, { atS }) => sum + atS, 0) / count
  const mean = samples.reduce((sum, { value }) => sum + value, 0) / count
  const spread = samples.reduce((sum, { atS }) => sum + (atS - meanS) ** 2, 0)
  const perS =
    samples.reduce((sum, { atS, value }) => sum + (atS - meanS) * (value - mean), 0) / spread
  const residual = samples.reduce(
    (sum, { atS, value }) => sum + (value - mean - perS * (atS - meanS)) ** 2,
    0,
  )
  const standardErrorPerS =
    count > 2 ? Math.sqrt(residual / (count - 2) / spread) : Number.POSITIVE_INFINITY
  return { perS, standardErrorPerS }
}
