import { expectedRequestsOf } from '../ledger/launch/expected-requests.ts'
import type { LoadLaunch } from '../ledger/launch/load.ts'
import type { RevisionContent } from '../ledger/revision.ts'
import { traceArrivalsOf } from '../ledger/trace.ts'
import type { Scenario } from '../scenarios/schema.ts'
import { prepareTrace } from './trace/prepare-trace.ts'

/**
 * How many requests a load makes, its warm-up included: the mean of all seeds. Of sessions, when
 * each goes to its last step; without retries. Reads a trace, and throws what that throws.
 */
export async function requestsOf(
  scenario: Scenario,
  operations: LoadLaunch['operations'],
  content: RevisionContent,
): Promise<number> {
  const { load } = scenario
  const trace = await prepareTrace(scenario, operations, content)
  const arrivals =
    trace === undefined
      ? expectedRequestsOf(load)
      : trace.reading.replayed + keptInWarmUp(trace.bytes, load.warmUpS)
  return arrivals * stepsOf(load)
}

/** The warm-up of a trace rises from nothing: each of its requests is kept by its share of the way. */
function keptInWarmUp(bytes: Uint8Array, warmUpS: number): number {
  const early = traceArrivalsOf(bytes).arrivalsUs.filter((atUs) => atUs < warmUpS * 1e6)
  return early.reduce((sum, atUs) => sum + atUs / 1e6 / warmUpS, 0)
}

/** Requests of an arrival. */
function stepsOf({ sessions }: Scenario['load']): number {
  if (sessions === undefined) return 1
  const arrivals = sessions.reduce((sum, { weight }) => sum + weight, 0)
  return sessions.reduce((sum, { weight, steps }) => sum + weight * steps.length, 0) / arrivals
}
