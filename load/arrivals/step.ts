import assert from 'node:assert/strict'
import { defineArrivals } from './define-arrivals.ts'
import { arrivalsOfShape, levelOf, piecewise } from './shape.ts'

/** Stairs: from each instant on another rate. */
export const step = defineArrivals({
  name: 'step',
  arrivalsUs({ ratePerS, steps, ...spacing }, random) {
    assert(steps !== undefined, 'arrivals in steps have some')
    const stairs = [levelOf(0, ratePerS), ...steps.map((one) => levelOf(one.atS, one.ratePerS))]
    return arrivalsOfShape(piecewise(stairs, spacing.durationS), spacing, random)
  },
})
