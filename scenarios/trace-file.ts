import { dirname, resolve } from 'node:path'
import { GatedrillError } from '../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from './errors.ts'
import type { PlaceOf } from './issue-problems.ts'
import type { Scenario } from './schema.ts'
import { formatOf, readTrace, type TraceCounts } from './trace/read-trace.ts'
import { traceTimesS } from './trace/trace-times.ts'

/**
 * The scenario with the file of its trace found and its rate known: what that holds over the
 * load's duration, at its speed. Throws SCENARIO_TRACE_FILE when there is no request to be read.
 */
export async function withTrace(
  scenario: Scenario,
  file: string,
  placeOf: PlaceOf,
): Promise<Scenario> {
  const { load } = scenario
  if (load.trace === undefined) return scenario
  const trace = { ...load.trace, file: resolve(dirname(file), load.trace.file) }
  const { resolutionMs, name } = formatOf(trace)
  const refused = (what: string, fix: string) =>
    new GatedrillError(
      scenarioProblem({
        code: scenarioErrorCodes.traceFile,
        where: placeOf(['load', 'trace', 'file']),
        what: `${trace.file} ${what}`,
        why: 'the load plays the requests of this log again',
        fix,
      }),
    )
  const instantsMs: number[] = []
  let counts: TraceCounts
  try {
    counts = await readTrace(trace, ({ atMs }) => instantsMs.push(atMs))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw refused(`cannot be read: ${why}`, 'name a file that is there, relative to the scenario')
  }
  if (instantsMs.length === 0) {
    const { lines, firstUnreadable = 'none is wrong' } = counts
    throw refused(
      `has no request in ${lines} lines (${name}; first wrong: ${firstUnreadable})`,
      'write load.trace.format: csv, combined or gateway-logs (docs/load.md has an example of each)',
    )
  }
  const { durationS, ratePerS } = load
  const sorted = Float64Array.from(instantsMs).sort()
  const timesS = traceTimesS(sorted, { durationS, ratePerS, speed: trace.speed, resolutionMs })
  return { ...scenario, load: { ...load, trace, ratePerS: timesS.length / durationS } }
}
