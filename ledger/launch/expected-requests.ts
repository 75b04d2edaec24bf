import type { ArrivalsShape } from './arrivals.ts'
import { rateLineOf } from './rate-line.ts'

type Rates = ArrivalsShape & { readonly ratePerS: number }
type Load = Rates & { readonly durationS: number; readonly warmUpS: number }

/**
 * How many requests the schedule of a load has in the mean of all seeds, its warm-up included; the
 * times of a shape count from second 0, after the warm-up. A trace has no mean: its file says it.
 */
export function expectedRequestsOf(load: Load): number {
  return expectedIn(load, load.durationS) + expectedInWarmUp(load)
}

/** The area under the rate, from second 0 on. */
function expectedIn(load: Rates, untilS: number): number {
  const { sine, ratePerS } = load
  if (sine !== undefined) {
    const turn = (2 * Math.PI) / sine.periodS
    const risen = Math.sin(turn * (untilS - sine.lowestAtS)) + Math.sin(turn * sine.lowestAtS)
    return ratePerS * untilS - (sine.amplitudePerS / turn) * risen
  }
  const line = rateLineOf(load, 0, untilS)
  return line.slice(1).reduce((sum, point, index) => {
    const { atS, ratePerS: fromPerS } = line[index] ?? point
    return sum + ((point.atS - atS) * (fromPerS + point.ratePerS)) / 2
  }, 0)
}

/** Before second 0 the rate is what it is there, and the share of it that is kept rises from nothing. */
function expectedInWarmUp({ ratePerS, sine, warmUpS }: Load): number {
  const level = (ratePerS * warmUpS) / 2
  if (sine === undefined || warmUpS === 0) return level
  const turn = (2 * Math.PI) / sine.periodS
  const phase = turn * (warmUpS + sine.lowestAtS)
  // The integral of u cos(turn u - phase) for u from 0 to the end of the warm-up.
  const area =
    (warmUpS * Math.sin(turn * warmUpS - phase)) / turn +
    (Math.cos(turn * warmUpS - phase) - Math.cos(phase)) / turn ** 2
  return level - (sine.amplitudePerS / warmUpS) * area
}
