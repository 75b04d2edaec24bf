import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DrillEvent, eventSchema } from '../../ledger/events.ts'

export type EventLedger = {
  /** By time; of one instant in the order of writing. */
  readonly events: readonly DrillEvent[]
  /** Lines that are no event, by number from 1; the last one may be cut off by a kill. */
  readonly brokenLines: readonly number[]
}

/** Reads `events.ndjson`; a missing file is an empty ledger, and lines that cannot be read count. */
export function readEvents(folder: string): EventLedger {
  const path = join(folder, 'events.ndjson')
  if (!existsSync(path)) return { events: [], brokenLines: [] }
  const events: DrillEvent[] = []
  const brokenLines: number[] = []
  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (line === '') continue
    const event = eventOf(line)
    if (event === undefined) brokenLines.push(index + 1)
    else events.push(event)
  }
  return { events: events.sort((a, b) => a.atUs - b.atUs), brokenLines }
}

function eventOf(line: string): DrillEvent | undefined {
  try {
    return eventSchema.parse(JSON.parse(line))
  } catch {
    // Counted by its caller as a broken line, which the report prints.
    return undefined
  }
}
