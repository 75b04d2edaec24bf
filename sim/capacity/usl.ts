/** What so many units carry together. */
export type UslPoint = { readonly units: number; readonly ratePerS: number }

/**
 * X(N) = gamma N / (1 + alpha (N - 1) + beta N (N - 1)).
 * Source: Gunther, Guerrilla Capacity Planning, 2007, chapter 4: the Universal Scalability Law.
 */
export type UslFit = {
  /** What one unit would carry alone. */
  readonly gammaPerS: number
  /** The share of the work that only one unit can do at a time (contention). */
  readonly alpha: number
  /** What keeping the units of one mind costs for each pair of them (coherency). */
  readonly beta: number
  /** The units beyond which more of them carry less; absent: there is no such number. */
  readonly peakUnits?: number
  /** The root of the mean square of what is left unexplained, as a share of the mean rate. */
  readonly residualShare: number
}

/** A fit, or why there is none; `doubt` says why one is not to be built on. */
export type UslResult =
  | { readonly fit: UslFit; readonly doubt?: string }
  | { readonly fit?: undefined; readonly doubt: string }

/** The law has three parameters: fewer points say nothing of it. */
const pointsMin = 3
/** What is left unexplained beyond this is more than trials of one machine differ. */
const residualMax = 0.1
const rounds = 60

/** Fits the law by least squares of the rates, with neither parameter below zero. */
export function fitUsl(points: readonly UslPoint[]): UslResult {
  const counts = new Set(points.map(({ units }) => units))
  if (counts.size < pointsMin) {
    const had = `there ${counts.size === 1 ? 'is 1' : `are ${counts.size}`}`
    return { doubt: `the law has three parameters and needs as many unit counts; ${had}` }
  }
  // Of the parameters that may be, each choice of those that are held at zero; the best counts.
  const fits = [
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ] as const
  const sound = fits
    .map(([hasAlpha, hasBeta]) => solve(points, hasAlpha, hasBeta))
    .filter(({ gamma, alpha, beta }) => gamma > 0 && alpha >= 0 && beta >= 0)
  const best = sound.toSorted((a, b) => squaresOf(points, a) - squaresOf(points, b))[0]
  if (best === undefined) return { doubt: 'no such law describes these points' }
  const fit = fitOf(points, best)
  const doubt = doubtOf(points, counts.size, fit)
  return doubt === undefined ? { fit } : { fit, doubt }
}

/** What the law says that so many units carry. */
export function uslRate({ gammaPerS, alpha, beta }: UslFit, units: number): number {
  return rateOf({ gamma: gammaPerS, alpha, beta }, units)
}

type Parameters = { readonly gamma: number; readonly alpha: number; readonly beta: number }

function rateOf({ gamma, alpha, beta }: Parameters, units: number): number {
  return (gamma * units) / (1 + alpha * (units - 1) + beta * units * (units - 1))
}

function squaresOf(points: readonly UslPoint[], parameters: Parameters): number {
  return points.reduce(
    (sum, { units, ratePerS }) => sum + (rateOf(parameters, units) - ratePerS) ** 2,
    0,
  )
}

function fitOf(points: readonly UslPoint[], { gamma, alpha, beta }: Parameters): UslFit {
  const mean = points.reduce((sum, { ratePerS }) => sum + ratePerS, 0) / points.length
  const residual = Math.sqrt(squaresOf(points, { gamma, alpha, beta }) / points.length)
  const peakUnits = beta > 0 && alpha < 1 ? Math.sqrt((1 - alpha) / beta) : undefined
  return {
    gammaPerS: gamma,
    alpha,
    beta,
    ...(peakUnits === undefined ? {} : { peakUnits }),
    residualShare: residual / mean,
  }
}

function doubtOf(points: readonly UslPoint[], counts: number, fit: UslFit): string | undefined {
  if (fit.residualShare > residualMax) {
    const percent = Math.round(fit.residualShare * 100)
    return `the points lie ${percent} % beside the curve: they are not described by it`
  }
  const most = Math.max(...points.map(({ units }) => units))
  if (fit.peakUnits !== undefined && fit.peakUnits < 1) {
    return 'it has its peak below one unit: every unit more would carry less'
  }
  if (counts === pointsMin) {
    return `three points fix three parameters exactly: nothing is left to tell how well, and beyond ${most} units it is a guess`
  }
  return undefined
}

/**
 * Levenberg-Marquardt over ln gamma, alpha and beta, those that are held at zero left out. It starts
 * from the linear fit of N/X, which the law makes a quadratic in N. Source: Marquardt, 1963.
 */
function solve(points: readonly UslPoint[], hasAlpha: boolean, hasBeta: boolean): Parameters {
  const chosen = [true, hasAlpha, hasBeta]
  let at = startOf(points, chosen)
  let damping = 1e-3
  for (let round = 0; round < rounds; round += 1) {
    const rows = points.map(({ units, ratePerS }) => {
      const rate = rateOf(at, units)
      const load = 1 + at.alpha * (units - 1) + at.beta * units * (units - 1)
      const slopes = [rate, (-rate * (units - 1)) / load, (-rate * units * (units - 1)) / load]
      return { slopes: slopes.filter((_, index) => chosen[index]), rest: ratePerS - rate }
    })
    const step = linearSolution(rows, damping)
    const [dGamma = 0, ...others] = step
    const dAlpha = hasAlpha ? (others.shift() ?? 0) : 0
    const dBeta = hasBeta ? (others.shift() ?? 0) : 0
    const next = {
      gamma: at.gamma * Math.exp(dGamma),
      alpha: at.alpha + dAlpha,
      beta: at.beta + dBeta,
    }
    const isBetter = squaresOf(points, next) <= squaresOf(points, at)
    if (isBetter) at = next
    damping = isBetter ? damping / 4 : damping * 8
    if (damping > 1e12) break
  }
  return at
}

/** N/X = (1 + alpha (N - 1) + beta N (N - 1)) / gamma is linear in three numbers. */
function startOf(points: readonly UslPoint[], chosen: readonly boolean[]): Parameters {
  const rows = points.map(({ units, ratePerS }) => {
    // Weighted so that a rate counts as in the fit itself.
    const weight = ratePerS ** 2 / units
    const slopes = [1, units - 1, units * (units - 1)].filter((_, index) => chosen[index])
    return { slopes: slopes.map((slope) => slope * weight), rest: (units / ratePerS) * weight }
  })
  const [inverse = 0, ...others] = linearSolution(rows, 0)
  const alpha = chosen[1] ? (others.shift() ?? 0) / inverse : 0
  const beta = chosen[2] ? (others.shift() ?? 0) / inverse : 0
  const isUsable = inverse > 0 && Number.isFinite(alpha) && Number.isFinite(beta)
  const alone = points.reduce((most, { units, ratePerS }) => Math.max(most, ratePerS / units), 0)
  return isUsable ? { gamma: 1 / inverse, alpha, beta } : { gamma: alone, alpha: 0, beta: 0 }
}

type Row = { readonly slopes: readonly number[]; readonly rest: number }

/** The least squares of `slopes . x = rest`, damped, by Gaussian elimination of its normal equations. */
function linearSolution(rows: readonly Row[], damping: number): number[] {
  const size = rows[0]?.slopes.length ?? 0
  const products = (a: number, b: (row: Row) => number) =>
    rows.reduce((sum, row) => sum + (row.slopes[a] ?? 0) * b(row), 0)
  const matrix = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (__, j) => {
      const product = products(i, ({ slopes }) => slopes[j] ?? 0)
      return i === j ? product * (1 + damping) : product
    }),
    products(i, ({ rest }) => rest),
  ])
  return eliminated(matrix)
}

/** Solves an augmented matrix, pivot by pivot; a row without a pivot gives 0. */
function eliminated(matrix: number[][]): number[] {
  const size = matrix.length
  const at = (i: number, j: number) => matrix[i]?.[j] ?? 0
  for (let column = 0; column < size; column += 1) {
    const rowsBelow = Array.from({ length: size - column }, (_, index) => column + index)
    const pivot = rowsBelow.reduce((best, row) =>
      Math.abs(at(row, column)) > Math.abs(at(best, column)) ? row : best,
    )
    const pivotRow = matrix[pivot] ?? []
    matrix[pivot] = matrix[column] ?? []
    matrix[column] = pivotRow
    if (at(column, column) === 0) continue
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue
      const factor = at(row, column) / at(column, column)
      matrix[row] = (matrix[row] ?? []).map((value, j) => value - factor * at(column, j))
    }
  }
  return matrix.map((row, i) => (at(i, i) === 0 ? 0 : (row[size] ?? 0) / at(i, i)))
}
