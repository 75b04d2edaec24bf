import type { Random } from '../random.ts'

export type ArrivalsPlan = { readonly ratePerS: number; readonly durationS: number }

/** An arrival process: instants in ascending order, microseconds after the load's start. */
export type Arrivals = {
  readonly name: string
  arrivalsUs(plan: ArrivalsPlan, random: Random): Float64Array
}

export function defineArrivals(arrivals: Arrivals): Arrivals {
  return arrivals
}
