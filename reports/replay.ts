import { z } from 'zod'
import type { DrillEvent } from '../ledger/events.ts'
import type { TraceReading } from '../ledger/trace.ts'

const count = z.number().int().nonnegative()

export const replaySchema: z.ZodType<TraceReading> = z.object({
  lines: count,
  replayed: count.describe('requests of the load'),
  leftOut: count.describe('requests that come after its end'),
  unmapped: count.describe('requests that are of no operation of the load'),
  unmappedExamples: z.array(z.string()),
  unreadable: count.describe('lines that are not of the format'),
})

/** What became of the log that the load played again; undefined: there was none. */
export function replayOf(events: readonly DrillEvent[]): TraceReading | undefined {
  const { detail } = events.find(({ kind }) => kind === 'trace-read') ?? {}
  return replaySchema.safeParse(detail).data
}

/** In one sentence. */
export function replayText(reading: TraceReading): string {
  const { lines, replayed, leftOut, unmapped, unmappedExamples, unreadable } = reading
  const parts = [
    `the log has ${lines} lines: ${replayed} requests played again`,
    ...(leftOut === 0 ? [] : [`${leftOut} after the load's end`]),
    ...(unmapped === 0 ? [] : [`${unmapped} of no operation (${unmappedExamples.join(', ')})`]),
    ...(unreadable === 0 ? [] : [`${unreadable} lines unreadable`]),
  ]
  return parts.join(', ')
}
