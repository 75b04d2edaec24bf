import { normalUpperTail } from './normal.ts'

/** More values than these in a group, or ties, and the distribution is approximated. */
const exactMax = 20

export type MannWhitney = {
  /** How often a value of `a` is above one of `b`; a tie counts half. */
  readonly u: number
  /** Two-sided: how likely groups of one distribution would differ as much. */
  readonly p: number
}

/**
 * Do the values of two groups differ? Asks no distribution of them, only that they are independent.
 * Exact for small groups without ties, else by the normal approximation, corrected for ties and
 * continuity. Source: Mann and Whitney, 1947.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney {
  const u = a.reduce((sum, x) => sum + b.reduce((above, y) => above + winOf(x, y), 0), 0)
  const values = [...a, ...b]
  const hasTies = new Set(values).size < values.length
  if (!hasTies && Math.max(a.length, b.length) <= exactMax) {
    return { u, p: exactP(u, a.length, b.length) }
  }
  return { u, p: approximateP(u, a.length, b.length, values) }
}

/** The least p that groups of these sizes can reach: 3 against 3 never get below 0.1. */
export function leastP(sizeA: number, sizeB: number): number {
  return exactP(0, sizeA, sizeB)
}

function winOf(x: number, y: number): number {
  if (x === y) return 0.5
  return x > y ? 1 : 0
}

function exactP(u: number, sizeA: number, sizeB: number): number {
  const ways = waysOf(sizeA, sizeB)
  const total = ways.reduce((sum, count) => sum + count, 0)
  const least = Math.min(u, sizeA * sizeB - u)
  const atMost = ways.slice(0, Math.floor(least) + 1).reduce((sum, count) => sum + count, 0)
  return Math.min(1, (2 * atMost) / total)
}

/** In how many orders of the values each U comes about, by the Gaussian binomial coefficient. */
function waysOf(sizeA: number, sizeB: number): readonly number[] {
  let ways = [1]
  for (let next = 1; next <= sizeA; next += 1) {
    ways = dividedBy(times(ways, sizeB + next), next)
  }
  return ways
}

/** Times (1 - x^degree). */
function times(polynomial: readonly number[], degree: number): number[] {
  const product = [...polynomial, ...new Array<number>(degree).fill(0)]
  for (const [index, value] of polynomial.entries()) {
    product[index + degree] = (product[index + degree] ?? 0) - value
  }
  return product
}

/** Divided by (1 - x^degree), which leaves no rest here. */
function dividedBy(polynomial: readonly number[], degree: number): number[] {
  const quotient = [...polynomial]
  for (let index = degree; index < quotient.length; index += 1) {
    quotient[index] = (quotient[index] ?? 0) + (quotient[index - degree] ?? 0)
  }
  return quotient.slice(0, quotient.length - degree)
}

function approximateP(u: number, sizeA: number, sizeB: number, values: readonly number[]): number {
  const count = values.length
  const tied = [...countsOf(values).values()].reduce((sum, t) => sum + t ** 3 - t, 0)
  const variance = ((sizeA * sizeB) / 12) * (count + 1 - tied / (count * (count - 1)))
  if (!(variance > 0)) return 1
  const away = Math.abs(u - (sizeA * sizeB) / 2) - 0.5
  return Math.min(1, 2 * normalUpperTail(away / Math.sqrt(variance)))
}

function countsOf(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
