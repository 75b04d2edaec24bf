import { z } from 'zod'
import type { Buckets } from '../histogram.ts'
import { arrivalsSchema, shapeFields } from './arrivals.ts'
import { endpointSchema } from './gateway.ts'
import { type K6Result, k6LaunchSchema } from './k6.ts'
import { clientHabits, tokenSourceSchema } from './population.ts'
import { launchedSessionsSchema } from './sessions.ts'

/** Who says where clients of one place connect to, and how long they believe it. */
const resolverSchema = z.strictObject({
  /** Answers `GET /resolve`, as `ledger/launch/router.ts` has it. */
  endpoint: endpointSchema,
  name: z.string(),
  /** Where the clients are. */
  from: z.string(),
  /** What the region of an answer is, as an address. */
  addresses: z.record(z.string(), endpointSchema),
  /** An answer is believed for its time to live so many times; absent: for ever. */
  ttlTimes: z.number().positive().optional(),
  /** A question is given up after this. */
  timeoutMs: z.number().positive(),
})

const populationSchema = z.strictObject({
  /** For the ledger. */
  name: z.string(),
  /** Of the requests, relative to the others. */
  share: z.number().positive(),
  connections: z.number().int().positive(),
  /** False: every request opens a connection. */
  keepAlive: z.boolean(),
  /** Absent: there is a resolver. */
  target: endpointSchema.optional(),
  resolver: resolverSchema.optional(),
  ...clientHabits,
})

/** What a load generator is told at its start (first line of its standard input). */
export const loadLaunchSchema = z.strictObject({
  generator: z.string(),
  /** Absent: the native engine. */
  k6: k6LaunchSchema.optional(),
  runId: z.string(),
  epochNs: z.string(),
  seed: z.number().int(),
  /** The part of the schedule that is this generator's; absent: all of it. */
  share: z
    .strictObject({ index: z.number().int().nonnegative(), of: z.number().int().positive() })
    .optional(),
  ledgerFolder: z.string(),
  /** The edge. */
  target: endpointSchema,
  /** Sent as `Host`. */
  host: z.string(),
  arrivals: arrivalsSchema,
  /** What the arrivals are shaped by; its times are those of the schedule. */
  ...shapeFields,
  /** Of shapes: as of independent users (so when absent); false: evenly spaced. */
  randomised: z.boolean().optional(),
  /** Of a trace: a file as `ledger/trace.ts` has it, with operations by their index. */
  traceFile: z.string().optional(),
  ratePerS: z.number().positive(),
  durationS: z.number().positive(),
  /** At its begin the rate rises from nothing; absent: it does not. */
  warmUpS: z.number().nonnegative().optional(),
  /** Name of the clients, for the ledger. */
  population: z.string(),
  /** Absent: one, by `population`, `connections` and `target`. */
  populations: z.array(populationSchema).min(1).max(255).optional(),
  connections: z.number().int().positive(),
  /** From the intended start; past it the outcome is unknown. */
  deadlineMs: z.number().positive(),
  connectTimeoutMs: z.number().positive(),
  /** Mints tokens for operations that need one; POST /token. */
  tokens: tokenSourceSchema.optional(),
  /** Absent: every arrival is one request. */
  sessions: launchedSessionsSchema.optional(),
  operations: z.array(
    z.strictObject({
      name: z.string(),
      /** 0: never arrives by itself, for it is a later step of a session. */
      weight: z.number().nonnegative(),
      method: z.string(),
      /** May hold `{name:from..to}`: an integer drawn from the seed for every request. */
      path: z.string(),
      headers: z.record(z.string(), z.string()),
      /** By population: sent in the place of those of the same names, or beside them. */
      headersOf: z.record(z.string(), z.record(z.string(), z.string())).optional(),
      /** May hold the same places as `path`. */
      body: z.string().optional(),
      /** In the place of one body: each request has one of them, by its id. */
      bodies: z.array(z.string()).min(1).optional(),
      needsToken: z.boolean(),
      /** Of responses: anything else (but a 401, 403 or 429, which is `rejected`) is `failed`. */
      okStatuses: z.array(z.number().int()).optional(),
    }),
  ),
})

export type LaunchedPopulation = z.infer<typeof populationSchema>
export type LaunchedResolver = z.infer<typeof resolverSchema>
export type LoadLaunch = z.infer<typeof loadLaunchSchema>

/** Sent by a generator as `progress` once a second. */
export type LoadProgress = {
  /** Second of the load, from 0. */
  readonly second: number
  readonly offered: number
  readonly ok: number
  readonly rejected: number
  readonly failed: number
  readonly unknown: number
  readonly notSent: number
  readonly p99Ms: number
  readonly pacerLatenessP99Ms: number
  /** What the quantiles are from, for adding up generators; absent: this one is always alone. */
  readonly latencyUs?: Buckets | undefined
  readonly latenessUs?: Buckets | undefined
}

/** Sent by a generator as `done`. */
export type LoadResult = {
  readonly offered: number
  /** Requests of its share of the schedule: more than were offered, when it was cut short. */
  readonly scheduled?: number | undefined
  /**
   * SHA-256 over arrivals, operations and drawn values of the whole load, whatever the share; the
   * same seed gives the same.
   */
  readonly scheduleDigest: string
  readonly pacerLatenessP50Ms: number
  readonly pacerLatenessP99Ms: number
  readonly pacerLatenessMaxMs: number
  /** What the quantiles are from; absent as in its progress. */
  readonly latenessUs?: Buckets | undefined
  /** Of a load that k6 made, which does not tell how late it is. */
  readonly k6?: K6Result | undefined
}
