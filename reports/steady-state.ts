import { z } from 'zod'
import type { DrillEvent } from '../ledger/events.ts'
import { countsOf, type Evidence, latenciesOf } from './evidence.ts'
import { quantileOf, samplesNeededFor } from './objectives/statistics.ts'

/** What the world and its users were like before the first fault, or after the last one. */
export type SteadyState = {
  readonly when: 'before' | 'after'
  /** Every instance in and answering, and a canary through each edge; absent: nobody looked. */
  readonly isSteady?: boolean
  /** How long it took to become so, from the end of the load; absent before it. */
  readonly tookMs?: number
  /** What was wrong when time was up. */
  readonly unsteady: readonly string[]
  /** Good share of the requests of that phase that were not rejected, 0 to 1. */
  readonly goodShare?: number
  /** Absent when there are too few samples; infinite when too many had no good answer. */
  readonly p99Ms?: number
}

const detailSchema = z.looseObject({
  when: z.enum(['before', 'after']),
  isSteady: z.boolean(),
  tookMs: z.number().optional(),
  unsteady: z.array(z.string()).default([]),
})

/** Before and after, in that order. */
export function steadyStatesOf(
  events: readonly DrillEvent[],
  evidence: Evidence,
): readonly SteadyState[] {
  const told = events
    .filter(({ kind }) => kind === 'steady-state')
    .flatMap(({ detail }) => {
      const parsed = detailSchema.safeParse(detail)
      return parsed.success ? [parsed.data] : []
    })
  return (['before', 'after'] as const).map((when) => {
    const { isSteady, tookMs, unsteady = [] } = told.findLast((one) => one.when === when) ?? {}
    return {
      when,
      ...(isSteady === undefined ? {} : { isSteady }),
      ...(tookMs === undefined ? {} : { tookMs }),
      unsteady,
      ...usersOf(evidence, when),
    }
  })
}

function usersOf(evidence: Evidence, when: SteadyState['when']) {
  const { ok, offered, rejected } = countsOf(evidence, { phase: when })
  const latencies = latenciesOf(evidence, { phase: when })
  const p99Us = latencies.length < samplesNeededFor(0.99) ? undefined : quantileOf(latencies, 0.99)
  return {
    ...(offered === rejected ? {} : { goodShare: ok / (offered - rejected) }),
    ...(p99Us === undefined ? {} : { p99Ms: p99Us / 1_000 }),
  }
}

/** The finding in one sentence. */
export function steadyTextOf([before, after]: readonly SteadyState[]): string {
  if (before?.isSteady !== true) return 'The world was never steady, so nothing began.'
  if (after?.isSteady === undefined) {
    return 'The world was steady before; the run ended before anybody could look again.'
  }
  if (after.isSteady) {
    const took = after.tookMs === undefined ? '' : ` ${(after.tookMs / 1_000).toFixed(1)} s`
    return `The world was steady before, and again${took} after the load.`
  }
  const what = after.unsteady.length === 0 ? '' : `: ${after.unsteady.join(', ')}`
  return `The world was steady before, and not again after the load${what}.`
}
