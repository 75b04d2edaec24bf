import { GatedrillError } from '../../ledger/errors.ts'
import type { LoadLaunch } from '../../ledger/launch/load.ts'
import type { RevisionContent } from '../../ledger/revision.ts'
import { type TraceArrivals, type TraceReading, traceBytesOf } from '../../ledger/trace.ts'
import { nearestOf } from '../../scenarios/nearest.ts'
import type { TraceInput } from '../../scenarios/schema/trace.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { formatOf, readTrace } from '../../scenarios/trace/read-trace.ts'
import { traceTimesS } from '../../scenarios/trace/trace-times.ts'
import { worldErrorCodes, worldProblem } from '../errors.ts'
import { operationFinder } from './operation-finder.ts'

export type PreparedTrace = {
  /** As `ledger/trace.ts` has it. */
  readonly bytes: Uint8Array
  readonly reading: TraceReading
}

/** Of requests that stand for no operation; a log has thousands of kinds. */
const examplesMax = 5

/**
 * Reads the trace of a scenario, if it has one, into instants and operations of its load. Throws
 * LOAD_TRACE_UNMAPPED when no request stands for one of them, or a pattern names none.
 */
export async function prepareTrace(
  { load }: Scenario,
  operations: LoadLaunch['operations'],
  content: RevisionContent,
): Promise<PreparedTrace | undefined> {
  const { trace } = load
  if (trace === undefined) return undefined
  checkNames(trace.operations, operations)
  const find = operationFinder(operations, trace, content)
  const found: { readonly atMs: number; readonly index: number }[] = []
  const examples = new Set<string>()
  let unmapped = 0
  const counts = await readTrace(trace, (record) => {
    const index = find(record)
    if (index !== undefined) {
      found.push({ atMs: record.atMs, index })
      return
    }
    unmapped += 1
    // Without its query: that may hold keys.
    const request = `${record.method} ${record.path.split('?')[0]}`
    if (examples.size < examplesMax) examples.add(record.operation ?? request)
  })
  if (found.length === 0) throw nothingMapped(unmapped, [...examples], operations)
  found.sort((a, b) => a.atMs - b.atMs)
  const { resolutionMs } = formatOf(trace)
  const { durationS, ratePerS } = load
  const scale = { durationS, ratePerS, speed: trace.speed, resolutionMs }
  const timesS = traceTimesS(
    Float64Array.from(found, ({ atMs }) => atMs),
    scale,
  )
  const { lines, unreadable } = counts
  return {
    bytes: traceBytesOf(arrivalsOf(timesS, found, load.warmUpS)),
    reading: {
      lines,
      replayed: timesS.length,
      leftOut: found.length - timesS.length,
      unmapped,
      unmappedExamples: [...examples],
      unreadable,
    },
  }
}

/** Before second 0 the trace's beginning is played, for the warm-up to rise from nothing to it. */
function arrivalsOf(
  timesS: Float64Array,
  found: readonly { readonly index: number }[],
  warmUpS: number,
): TraceArrivals {
  const before = timesS.filter((s) => s < warmUpS).length
  const arrivalsUs = new Float64Array(before + timesS.length)
  const choices = new Uint16Array(arrivalsUs.length)
  for (let at = 0; at < arrivalsUs.length; at += 1) {
    const source = at < before ? at : at - before
    const laterS = at < before ? 0 : warmUpS
    arrivalsUs[at] = ((timesS[source] ?? 0) + laterS) * 1e6
    choices[at] = found[source]?.index ?? 0
  }
  return { arrivalsUs, choices }
}

function checkNames(rules: TraceInput['operations'], operations: LoadLaunch['operations']): void {
  const names = operations.map(({ name }) => name)
  const problems = rules.flatMap(({ operation }, index) =>
    names.includes(operation)
      ? []
      : [
          worldProblem({
            code: worldErrorCodes.loadTraceUnmapped,
            where: `load.trace.operations[${index}].operation`,
            what: `the load has no operation ${operation}`,
            why: `it has ${names.join(', ')}`,
            fix: `write ${nearestOf(operation, names) ?? 'one of these'}`,
          }),
        ],
  )
  if (problems.length > 0) throw new GatedrillError(problems)
}

function nothingMapped(
  unmapped: number,
  examples: readonly string[],
  operations: LoadLaunch['operations'],
): GatedrillError {
  return new GatedrillError(
    worldProblem({
      code: worldErrorCodes.loadTraceUnmapped,
      where: 'load.trace',
      what: `none of ${unmapped} requests is of an operation of the load: ${examples.join(', ')}`,
      why: `the load has ${operations.map(({ name, method, path }) => `${name} (${method} ${path})`).join(', ')}`,
      fix: 'write load.trace.operations: [{ match: "^GET /orders/", operation: "..." }]',
    }),
  )
}
