import type { Scenario } from '../scenarios/schema.ts'
import { placeInstances } from './topology/placement.ts'

/** Reading the configuration, checks of the steady state, the report. */
const ownS = 6
/** Of starting and ending an instance, as measured on two cores with nothing else to do. */
const instanceS = 0.7

/**
 * Seconds from the command to the verdict, estimated for two cores with nothing else to do. Throws a
 * GatedrillError for a topology that cannot be.
 */
export function wallTimeSOf({ load, topology }: Pick<Scenario, 'load' | 'topology'>): number {
  const instances = placeInstances(topology).length
  return Math.round(ownS + instanceS * instances + load.warmUpS + load.durationS)
}
