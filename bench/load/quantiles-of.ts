import { quantiles } from './tool.ts'

/** The smallest value that so many of all are no greater than, at each of `quantiles`; NaN of none. */
export function quantilesOf(values: readonly number[]): readonly number[] {
  const sorted = Float64Array.from(values).sort()
  return quantiles.map(
    // Rounded first: 0.999 of 1000 is not a whole number in binary.
    (quantile) =>
      sorted[Math.ceil(Number((quantile * sorted.length).toFixed(6))) - 1] ?? Number.NaN,
  )
}
