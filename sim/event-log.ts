import { appendFileSync } from 'node:fs'
import type { DrillEvent } from '../ledger/events.ts'

export type EventLog = { append(event: DrillEvent): void }

/** Appends to `events.ndjson`, one line at once: a controller that dies has lost none. */
export function eventLogAt(path: string): EventLog {
  return { append: (event) => appendFileSync(path, `${JSON.stringify(event)}\n`) }
}
