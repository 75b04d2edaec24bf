import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { TraceInput } from '../schema/trace.ts'
import type { TraceFormat, TraceRecord } from './define-format.ts'
import * as registry from './registry.ts'

/** Longer lines are no requests; patterns of the scenario are tried on all others. */
const lineCharactersMax = 65_536

export type TraceCounts = {
  readonly lines: number
  /** Lines that are not of the format. */
  readonly unreadable: number
  readonly firstUnreadable: string | undefined
}

/** Reads a log line by line and hears each request, in the order of the file. Rejects as its stream does. */
export async function readTrace(
  trace: Pick<TraceInput, 'file' | 'format'>,
  hear: (record: TraceRecord) => void,
): Promise<TraceCounts> {
  const read = formatOf(trace).reader()
  const input = createReadStream(trace.file, 'utf8')
  const counts: { -readonly [Name in keyof TraceCounts]: TraceCounts[Name] } = {
    lines: 0,
    unreadable: 0,
    firstUnreadable: undefined,
  }
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    counts.lines += 1
    const found = line.length > lineCharactersMax ? 'unreadable' : read(line)
    if (found === 'unreadable') {
      counts.unreadable += 1
      counts.firstUnreadable ??= `line ${counts.lines}`
    } else if (found !== 'nothing') {
      for (const record of found) hear(record)
    }
  }
  return counts
}

/** That of the scenario, or else of the file's name. */
export function formatOf({ file, format }: Pick<TraceInput, 'file' | 'format'>): TraceFormat {
  if (format === 'csv' || (format === undefined && /\.csv$/i.test(file))) return registry.csv
  const isJson = format === undefined && /\.(json|jsonl|ndjson)$/i.test(file)
  return format === 'gateway-logs' || isJson ? registry.gatewayLogs : registry.combined
}
