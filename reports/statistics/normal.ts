/**
 * How often a standard normal value lies above `z` (z from 0). By the continued fraction of the
 * error function far out and by its series near the middle; good to 1e-12. Source: Abramowitz and
 * Stegun, Handbook of Mathematical Functions, 26.2.11 and 26.2.14.
 */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z)
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  if (z < 4) {
    let term = z
    let sum = z
    for (let n = 1; term > sum * 1e-17; n += 1) {
      term *= (z * z) / (2 * n + 1)
      sum += term
    }
    return 0.5 - density * sum
  }
  let fraction = 0
  for (let n = 60; n > 0; n -= 1) fraction = n / (z + fraction)
  return density / (z + fraction)
}
