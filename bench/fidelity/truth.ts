import { quantilesOf } from '../load/quantiles-of.ts'
import type { Told } from '../load/tool.ts'
import { type Law, stallEndMs } from './law.ts'
import type { ServerLog } from './server-log.ts'

/** What users who arrive at a constant rate and never wait for each other live through. */
export type Truth = {
  /** At each of `quantiles`, of all who are answered. */
  readonly latenciesMs: readonly number[]
  readonly requests: number
}

/** Computed from the law alone, arrival by arrival; nothing is measured. */
export function truthOf(law: Law, ratePerS: number, durationS: number): Truth {
  const responsesMs = responsesOf(law, arrivalsAtMs(ratePerS, durationS))
  return {
    latenciesMs: quantilesOf(responsesMs.flatMap((ms) => ms ?? [])),
    requests: responsesMs.length,
  }
}

/**
 * Of each request, by law and by what the server was late by: a machine that holds up the server makes
 * true response times longer, and no tool wrong. Undefined of one that is reset. Requests come in the
 * order in which they are due; those that a tool never sent, as a closed loop does not, are users too.
 */
export function trueMsOf(
  law: Law,
  { requests }: Pick<Told, 'requests'>,
  { firstAtUs, lateMs }: Pick<ServerLog, 'firstAtUs' | 'lateMs'>,
  durationS: number,
): readonly (number | undefined)[] {
  const atMs =
    requests?.map(({ dueAtUs }) => (dueAtUs - firstAtUs) / 1_000) ??
    arrivalsAtMs(law.ratePerS, durationS)
  return responsesOf(law, atMs).map((ms, index) =>
    ms === undefined ? undefined : ms + (lateMs[index] ?? 0),
  )
}

/** Of each request, in milliseconds; undefined of one that is reset. `atMs` are their arrivals. */
function responsesOf(law: Law, atMs: readonly number[]): readonly (number | undefined)[] {
  return atMs.map((arrivesAtMs, index) =>
    law.answerOf(index).isReset ? undefined : responseMs(law, index, arrivesAtMs),
  )
}

/** From the first one on. */
function arrivalsAtMs(ratePerS: number, durationS: number): readonly number[] {
  return Array.from(
    { length: Math.round(ratePerS * durationS) },
    (_one, index) => (index * 1_000) / ratePerS,
  )
}

/** A process that stands still neither reads nor answers; what it owes by then comes at its end. */
function responseMs(law: Law, index: number, arrivesAtMs: number): number {
  const { afterMs, pieces, pieceEveryMs } = law.answerOf(index)
  const readAtMs = stallEndMs(law.stall, arrivesAtMs) ?? arrivesAtMs
  const dueAtMs = readAtMs + afterMs + pieces * pieceEveryMs
  return (stallEndMs(law.stall, dueAtMs) ?? dueAtMs) - arrivesAtMs
}
