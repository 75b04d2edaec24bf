import assert from 'node:assert/strict'
import { defineArrivals, type Ramp } from './define-arrivals.ts'
import { poisson } from './poisson.ts'
import { arrivalsOfShape, levelOf, type Piece, piecewise, type Shape } from './shape.ts'

/**
 * Independent users who become more, or fewer: Poisson arrivals whose rate goes from one value to
 * another and, where it says so, back. At once it is a step, there and back a flash crowd. Drawn at
 * the highest rate and thinned (Lewis and Shedler, 1979).
 */
export const ramp = defineArrivals({
  name: 'ramp',
  arrivalsUs({ ratePerS, durationS, ramp: to, randomised = true }, random) {
    assert(to !== undefined, 'arrivals on a ramp have one')
    if (!randomised) {
      return arrivalsOfShape(slopesOf(ratePerS, to, durationS), { durationS, randomised }, random)
    }
    const highest = Math.max(ratePerS, to.toRatePerS)
    const candidates = poisson.arrivalsUs({ ratePerS: highest, durationS }, random)
    return candidates.filter((atUs) => random() * highest < rateAt(atUs / 1e6, ratePerS, to))
  },
})

/** Requests per second at a time. */
function rateAt(s: number, ratePerS: number, { atS, toRatePerS, overS, forS }: Ramp): number {
  const backAtS = forS === undefined ? Number.POSITIVE_INFINITY : atS + overS + forS
  const risen = shareOf(s - atS, overS) - shareOf(s - backAtS, overS)
  return ratePerS + (toRatePerS - ratePerS) * risen
}

/** How much of a slope is behind, 0 to 1. */
function shareOf(sinceS: number, overS: number): number {
  if (sinceS < 0) return 0
  return overS === 0 ? 1 : Math.min(1, sinceS / overS)
}

function slopesOf(ratePerS: number, to: Ramp, durationS: number): Shape {
  const { atS, toRatePerS, overS, forS = Number.POSITIVE_INFINITY } = to
  const backAtS = atS + overS + forS
  const pieces: Piece[] = [
    levelOf(0, ratePerS),
    { fromS: atS, fromPerS: ratePerS, toPerS: toRatePerS },
    levelOf(atS + overS, toRatePerS),
    { fromS: backAtS, fromPerS: toRatePerS, toPerS: ratePerS },
    levelOf(backAtS + overS, ratePerS),
  ]
  const begun = pieces.filter(({ fromS }) => Number.isFinite(fromS))
  return piecewise(begun, Math.max(durationS, ...begun.map(({ fromS }) => fromS)))
}
