import assert from 'node:assert/strict'
import type { ArrivalsShape } from '../../ledger/launch/arrivals.ts'
import { defineArrivals } from './define-arrivals.ts'
import { arrivalsOfShape, type Shape } from './shape.ts'

/** A day: fewest at its night, most half a period later. */
export const sine = defineArrivals({
  name: 'sine',
  arrivalsUs({ ratePerS, sine: wave, ...spacing }, random) {
    assert(wave !== undefined, 'arrivals on a wave have one')
    return arrivalsOfShape(waveOf(ratePerS, wave), spacing, random)
  },
})

// Halving a second so often leaves less than a nanosecond of it; Newton's steps need a few.
const stepsMax = 60
const exactS = 1e-9

function waveOf(meanPerS: number, wave: NonNullable<ArrivalsShape['sine']>): Shape {
  const { amplitudePerS, periodS, lowestAtS } = wave
  const turn = (2 * Math.PI) / periodS
  const rateAt = (s: number) => meanPerS - amplitudePerS * Math.cos(turn * (s - lowestAtS))
  const behind = (s: number) => (amplitudePerS / turn) * Math.sin(turn * (s - lowestAtS))
  const expectedUntil = (s: number) => meanPerS * s - behind(s) + behind(0)
  // The wave is ahead of its mean or behind it by no more than this, at any time.
  const slackS = (2 * amplitudePerS) / turn / meanPerS + exactS
  return {
    whenExpected(count) {
      let low = Math.max(0, count / meanPerS - slackS)
      let high = count / meanPerS + slackS
      let s = count / meanPerS
      for (let step = 0; step < stepsMax && high - low > exactS; step += 1) {
        const tooMany = expectedUntil(s) - count
        if (tooMany > 0) high = s
        else low = s
        const next = s - tooMany / rateAt(s)
        // A step out of the bracket, as where nothing comes for a while, is halved instead.
        const isWithin = next > low && next < high
        if (isWithin && Math.abs(next - s) < exactS) return next
        s = isWithin ? next : (low + high) / 2
      }
      return s
    },
  }
}
