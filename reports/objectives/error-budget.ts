import type { Objective } from './objective.ts'

/** What a target allows to be bad, 0 to 1. */
export function targetOf({ targetPercent = 99 }: Objective) {
  return { targetPercent, badShare: Number(((100 - targetPercent) / 100).toPrecision(12)) }
}
