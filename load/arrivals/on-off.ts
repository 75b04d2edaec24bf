import assert from 'node:assert/strict'
import { defineArrivals } from './define-arrivals.ts'
import { arrivalsOfShape, levelOf, type Piece, piecewise } from './shape.ts'

/** Batches: the rate for a time, then little or nothing for a time, and so on. */
export const onOff = defineArrivals({
  name: 'on-off',
  arrivalsUs({ ratePerS, onOff: cycle, ...spacing }, random) {
    assert(cycle !== undefined, 'arrivals that are on and off have a cycle')
    const { onS, offS, offRatePerS, atS } = cycle
    const pieces: Piece[] = [levelOf(0, ratePerS)]
    for (let fromS = atS; fromS < spacing.durationS; fromS += onS + offS) {
      pieces.push(levelOf(fromS, ratePerS), levelOf(fromS + onS, offRatePerS))
    }
    return arrivalsOfShape(piecewise(pieces, spacing.durationS), spacing, random)
  },
})
