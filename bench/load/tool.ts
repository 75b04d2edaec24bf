/** What a tool is asked to do: GETs of one path, at a rate or as fast as its connections go. */
export type Attack = {
  readonly port: number
  readonly path: string
  readonly ratePerS: number
  readonly durationS: number
  /** Of a tool that keeps the rate: connections or users it may have, enough for the worst moment. */
  readonly openConnections: number
  /** Of a tool whose users wait for each answer: the most that keep the rate as a mean. */
  readonly closedConnections: number
  /** True: nothing is asked of it but the requests, so it may leave its summary out. */
  readonly isForSpeed: boolean
  /** It runs on this one alone. */
  readonly processor: number
  /** For its files; nobody else writes there. */
  readonly folder: string
}

export const quantiles = [0.5, 0.9, 0.99, 0.999] as const

/** One request that a tool tells of. */
export type ToldRequest = {
  /** When it was due, in microseconds of the system's monotonic clock. */
  readonly dueAtUs: number
  /** Undefined when it was not answered. */
  readonly latencyMs: number | undefined
}

/** What a tool says at its end. */
export type Told = {
  /** At each of `quantiles`, in milliseconds, as the tool itself computes them. */
  readonly latenciesMs: readonly number[]
  /** Answered with a 5xx status. */
  readonly errors: number
  /** Sent, and not answered. */
  readonly broken: number
  /** One by one, in the order in which they were due, of a tool that tells so. */
  readonly requests?: readonly ToldRequest[]
}

export type Running = {
  readonly pid: number
  /** Resolves when it is over; undefined when it was not asked for a summary. */
  readonly told: Promise<Told | undefined>
}

/** A load generator to compare with. */
export type Tool = {
  readonly name: string
  readonly loop: 'open' | 'closed'
  /** How many requests it sends before those that are asked of it, and leaves out of what it tells. */
  warmUpRequests?(attack: Attack): number
  /** Why it cannot take part, if it cannot. */
  missing(): string | undefined
  start(attack: Attack): Promise<Running>
}
