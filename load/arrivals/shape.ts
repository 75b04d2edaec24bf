import type { Random } from '../random.ts'

/** A rate that changes with time. */
export type Shape = {
  /** When more than so many are expected since second 0, in seconds; infinite: never. Ascending. */
  whenExpected(count: number): number
}

/** From `fromS` to the next piece the rate goes straight from one value to another. */
export type Piece = {
  readonly fromS: number
  readonly fromPerS: number
  readonly toPerS: number
}

export type Spacing = { readonly durationS: number; readonly randomised?: boolean | undefined }

/**
 * Arrivals of a shape. Randomised they are those of independent users: a Poisson process of rate 1
 * in expected requests, carried over into time (Çinlar, 1975, inversion). Otherwise one comes
 * whenever a whole one more is expected, the first at once.
 */
export function arrivalsOfShape(
  shape: Shape,
  { durationS, randomised = true }: Spacing,
  random: Random,
): Float64Array {
  let instantsUs = new Float64Array(1_024)
  let count = 0
  let expected = randomised ? gapOf(random) : 0
  for (;;) {
    const atS = shape.whenExpected(expected)
    if (!(atS < durationS)) return instantsUs.slice(0, count)
    if (count === instantsUs.length) instantsUs = halfAsLongAgain(instantsUs)
    instantsUs[count] = atS * 1e6
    count += 1
    expected = randomised ? expected + gapOf(random) : count
  }
}

/** The same rate until the next piece. */
export const levelOf = (fromS: number, perS: number): Piece => ({
  fromS,
  fromPerS: perS,
  toPerS: perS,
})

/** A shape of straight pieces, the first at second 0; after `endS`, or after the last one's begin, nothing comes. */
export function piecewise(pieces: readonly Piece[], endS: number): Shape {
  const ends = pieces.map(({ fromS }, index) => pieces[index + 1]?.fromS ?? Math.max(endS, fromS))
  const expectedIn = pieces.map((piece, index) => {
    const lastsS = (ends[index] ?? 0) - piece.fromS
    return (lastsS * (piece.fromPerS + piece.toPerS)) / 2
  })
  let at = 0
  let expectedBefore = 0
  return {
    whenExpected(count) {
      // A piece that ends with exactly so many does not hold the next: it may be off afterwards.
      while (at < pieces.length && count - expectedBefore >= (expectedIn[at] ?? 0) - tiny) {
        expectedBefore += expectedIn[at] ?? 0
        at += 1
      }
      const piece = pieces[at]
      if (piece === undefined) return Number.POSITIVE_INFINITY
      const sinceS = whenIn(
        piece,
        (ends[at] ?? 0) - piece.fromS,
        Math.max(0, count - expectedBefore),
      )
      return piece.fromS + sinceS
    },
  }
}

/** What sums of products are off by. */
const tiny = 1e-9

/** When so many have come on a straight slope, from `fromPerS * t + slope * t² / 2 = count`. */
function whenIn({ fromPerS, toPerS }: Piece, lastsS: number, count: number): number {
  const slope = (toPerS - fromPerS) / lastsS
  if (slope === 0) return count / fromPerS
  // This form of the root has no difference of nearly equal numbers.
  return (2 * count) / (fromPerS + Math.sqrt(Math.max(0, fromPerS ** 2 + 2 * slope * count)) || 1)
}

/** 1 - u lies in (0, 1], so the logarithm is finite. */
function gapOf(random: Random): number {
  return -Math.log(1 - random())
}

function halfAsLongAgain(instantsUs: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(Math.ceil(instantsUs.length * 1.5))
  longer.set(instantsUs)
  return longer
}
