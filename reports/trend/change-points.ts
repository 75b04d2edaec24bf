import { medianOf } from '../statistics/describe.ts'
import { mannWhitney } from '../statistics/mann-whitney.ts'

/** A place at which a series went from one level to another. */
export type ChangePoint = {
  /** Index of the first value of the new level. */
  readonly at: number
  readonly before: number
  readonly after: number
  /** How likely values of one level would be as far apart. */
  readonly p: number
}

/** Values on each side that are held against each other; older ones may be of another level again. */
const sideMax = 10
/** Many places are asked about: six runs against six can be as sure, five against five cannot. */
const significance = 0.005

/**
 * Where a series changed its level: at each place the values before it are held against those from it
 * on (Mann and Whitney), and of places side by side the one that tells them apart best counts.
 * Differences smaller than `matters` (a share of the level) are none. Ranks alone count, so one run
 * that went wrong is no change.
 */
export function changePointsOf(values: readonly number[], matters = 0.05): readonly ChangePoint[] {
  const candidates = values.flatMap((_, at) => candidateAt(values, at, matters) ?? [])
  return candidates.filter((candidate) =>
    candidates.every(
      (other) => other === candidate || !isNear(other, candidate) || !isBetter(other, candidate),
    ),
  )
}

function candidateAt(
  values: readonly number[],
  at: number,
  matters: number,
): ChangePoint | undefined {
  const left = values.slice(Math.max(0, at - sideMax), at)
  const right = values.slice(at, at + sideMax)
  if (left.length === 0) return undefined
  const [before, after] = [medianOf(left), medianOf(right)]
  if (Math.abs(after - before) < Math.abs(before) * matters) return undefined
  const { p } = mannWhitney(left, right)
  return p > significance ? undefined : { at, before, after, p }
}

/** Two changes are at least half a window apart, else they are one. */
function isNear(a: ChangePoint, b: ChangePoint): boolean {
  return Math.abs(a.at - b.at) < sideMax / 2
}

function isBetter(a: ChangePoint, b: ChangePoint): boolean {
  return a.p < b.p || (a.p === b.p && a.at < b.at)
}
