import type { LoadLaunch } from '../../ledger/launch/load.ts'
import type { Random } from '../random.ts'

/** From `ratePerS` to another rate, and back after `forS`; absent: it stays there. */
export type Ramp = NonNullable<LoadLaunch['ramp']>

export type ArrivalsPlan = {
  readonly ratePerS: number
  readonly durationS: number
  /** Of arrivals that have one. */
  readonly ramp?: Ramp | undefined
}

/** An arrival process: instants in ascending order, microseconds after the load's start. */
export type Arrivals = {
  readonly name: string
  arrivalsUs(plan: ArrivalsPlan, random: Random): Float64Array
}

export function defineArrivals(arrivals: Arrivals): Arrivals {
  return arrivals
}
