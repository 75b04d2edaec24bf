/** One request of a log. */
export type TraceRecord = {
  readonly atMs: number
  readonly method: string
  /** With its query; empty where the log names an operation only. */
  readonly path: string
  /** Name of an operation of the load. */
  readonly operation?: string | undefined
  /** `api/operation` of the gateway's configuration. */
  readonly entity?: string | undefined
}

/** What a line holds: requests, nothing of interest (a header, another category), or no sense. */
export type ReadLine = readonly TraceRecord[] | 'nothing' | 'unreadable'

/** A log format as a plug-in. */
export type TraceFormat = {
  readonly name: string
  /** A whole file. */
  readonly example: string
  /** Its times are no finer: requests of one instant are spread evenly over so much. */
  readonly resolutionMs: number
  /** Reads the lines of one file, in their order. */
  reader(): (line: string) => ReadLine
}

export function defineTraceFormat(format: TraceFormat): TraceFormat {
  return format
}
