import type { ZoneChoice } from './zone-choice.ts'

export type Spread = {
  /** How many zones the region has. */
  readonly zones: number
  /** Both from 0. */
  readonly unitIndex: number
  readonly instanceIndex: number
  readonly instancesPerUnit: number
}

/** The zone, from 1, in which one instance of a unit stands. */
export function zoneNumberOf(
  { redundancy, zonalIn }: ZoneChoice,
  { zones, unitIndex, instanceIndex, instancesPerUnit }: Spread,
): number {
  switch (redundancy) {
    case 'zonal':
      return zonalIn
    case 'zone-redundant':
      return (unitIndex % zones) + 1
    case 'automatic':
      // Dealt out one by one, which puts the two instances of a single unit in two zones.
      return ((unitIndex * instancesPerUnit + instanceIndex) % zones) + 1
  }
}
