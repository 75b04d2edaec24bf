import assert from 'node:assert/strict'
import { defineArrivals } from './define-arrivals.ts'
import { arrivalsOfShape, levelOf, type Piece, piecewise } from './shape.ts'

/** Another rate for a time, as when a message goes out to everybody; once, or again and again. */
export const spike = defineArrivals({
  name: 'spike',
  arrivalsUs({ ratePerS, spike: to, ...spacing }, random) {
    assert(to !== undefined, 'arrivals in spikes have one')
    const { atS, toRatePerS, forS, everyS = Number.POSITIVE_INFINITY } = to
    const pieces: Piece[] = [levelOf(0, ratePerS)]
    for (let fromS = atS; fromS < spacing.durationS; fromS += everyS) {
      pieces.push(levelOf(fromS, toRatePerS), levelOf(fromS + forS, ratePerS))
    }
    return arrivalsOfShape(piecewise(pieces, spacing.durationS), spacing, random)
  },
})
