import { quantilesOf } from '../load/quantiles-of.ts'
import { type Law, stallEndMs } from './law.ts'

/** What users who arrive at a constant rate and never wait for each other live through. */
export type Truth = {
  /** At each of `quantiles`, of all who are answered. */
  readonly latenciesMs: readonly number[]
  readonly requests: number
}

/** Computed from the law alone, arrival by arrival; nothing is measured. */
export function truthOf(law: Law, ratePerS: number, durationS: number): Truth {
  const requests = Math.round(ratePerS * durationS)
  const latenciesMs: number[] = []
  for (let index = 0; index < requests; index += 1) {
    if (law.answerOf(index).isReset) continue
    latenciesMs.push(responseMs(law, index, (index * 1_000) / ratePerS))
  }
  return { latenciesMs: quantilesOf(latenciesMs), requests }
}

/** A process that stands still neither reads nor answers; what it owes by then comes at its end. */
function responseMs(law: Law, index: number, arrivesAtMs: number): number {
  const { afterMs, pieces, pieceEveryMs } = law.answerOf(index)
  const readAtMs = stallEndMs(law.stall, arrivesAtMs) ?? arrivesAtMs
  const dueAtMs = readAtMs + afterMs + pieces * pieceEveryMs
  return (stallEndMs(law.stall, dueAtMs) ?? dueAtMs) - arrivesAtMs
}
