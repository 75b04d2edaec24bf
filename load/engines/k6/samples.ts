/** One HTTP request as k6 measured it, whatever way it told. */
export type K6Request = {
  /** The wall clock's, since 1970. */
  readonly endedAtUs: number
  readonly blockedUs: number
  readonly connectingUs: number
  readonly tlsUs: number
  readonly sendingUs: number
  readonly waitingUs: number
  readonly receivingUs: number
  /** Known only from the output of gatedrill. */
  readonly isReused: boolean
  /** What `inject/http.ts` gave it: `idOf`; empty for a request of another module. */
  readonly mark: string
  /** `<index>:<population>` in a batch, whose requests share one mark; empty outside of one. */
  readonly batchPlace: string
  readonly status: number
  /** k6's, 0 for none. Source: k6, error codes. */
  readonly errorCode: number
  /** What the script's response callback said; undefined when it said nothing. */
  readonly isExpected: boolean | undefined
  readonly method: string
  /** The tag `name`; k6 puts the URL there when the script does not. */
  readonly name: string
  /** Of k6, not of gatedrill. */
  readonly scenario: string
}

/** Iterations that were due and found no free virtual user. */
export type K6Dropped = {
  /** The wall clock's, since 1970. */
  readonly atUs: number
  readonly count: number
  readonly scenario: string
}

/** What a reader of k6 hands on, as it comes. */
export type K6Sink = {
  onRequest(request: K6Request): void
  onDropped(dropped: K6Dropped): void
}
