import { leftOut, warmUpCountOf } from '../../load/engines/k6/script-of.ts'

/** One trial of the drill; times are seconds of its load. */
export type EnginesPlan = {
  readonly trials: number
  readonly ratePerS: number
  readonly durationS: number
  readonly faultAtS: number
  readonly faultDurationS: number
}

/** Rises from nothing: code that has never run makes a queue that never goes again. */
const warmUpS = 10
/** By then nothing is compiled any more; until then a pause every other second makes the tail. */
export const settledAtS = 12

export const wholePlan: EnginesPlan = {
  trials: 3,
  ratePerS: 500,
  durationS: 60,
  faultAtS: 40,
  faultDurationS: 12,
}

export const quickPlan: EnginesPlan = {
  trials: 1,
  ratePerS: 200,
  durationS: 30,
  faultAtS: 20,
  faultDurationS: 6,
}

/**
 * What the drill is told beside its engine. Evenly spaced, there is one number of requests to make,
 * known before.
 */
export function settingsOf(plan: EnginesPlan): readonly string[] {
  return [
    'load.arrivals=constant',
    `load.ratePerS=${plan.ratePerS}`,
    `load.durationS=${plan.durationS}`,
    `load.warmUpS=${warmUpS}`,
    `faults[0].atS=${plan.faultAtS}`,
    `faults[0].durationS=${plan.faultDurationS}`,
  ]
}

type Made = { readonly requests: number; readonly notSent: number }

/**
 * As the schedule says. k6 has none, calls due what it made, and has to come to what its script asks;
 * what it drops the script never sees, so that then the last ones of the warm-up may come as well.
 */
export function requestsDueOf(
  { ratePerS, durationS }: EnginesPlan,
  engine: 'native' | 'k6',
  scheduled: number,
  { requests, notSent }: Made,
): number {
  if (engine === 'native') return scheduled
  const asked = ratePerS * durationS + warmUpCountOf(ratePerS, warmUpS)
  return asked + Math.max(0, Math.min(requests - asked, notSent, leftOut))
}
