import type { ArrivalsShape } from '../../ledger/launch/arrivals.ts'
import type { Random } from '../random.ts'

/** From `ratePerS` to another rate, and back after `forS`; absent: it stays there. */
export type Ramp = NonNullable<ArrivalsShape['ramp']>

/** The shape is that of arrivals that have one. */
export type ArrivalsPlan = ArrivalsShape & {
  readonly ratePerS: number
  readonly durationS: number
  /** Of shapes: as of independent users (so when absent); false: evenly spaced. */
  readonly randomised?: boolean | undefined
  /** Of a trace: its instants, ascending. */
  readonly traceUs?: Float64Array | undefined
}

/** An arrival process: instants in ascending order, microseconds after the load's start. */
export type Arrivals = {
  readonly name: string
  arrivalsUs(plan: ArrivalsPlan, random: Random): Float64Array
}

export function defineArrivals(arrivals: Arrivals): Arrivals {
  return arrivals
}
