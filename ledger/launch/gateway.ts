import { z } from 'zod'
import { revisionSchema } from '../revision.ts'
import { tlsSchema } from './tls.ts'

export const endpointSchema = z.strictObject({ host: z.string(), port: z.number().int() })
export type Endpoint = z.infer<typeof endpointSchema>

/** `tls`: the connection there is TLS, for the host name that leads there. */
export const hostEndpointSchema = endpointSchema.extend({ tls: z.boolean().optional() })
export type HostEndpoint = z.infer<typeof hostEndpointSchema>

/** What a client may send; what is absent is as the service has it. */
export const listenLimitsSchema = z.strictObject({
  /** Until the head of a request has come. */
  headMs: z.number().positive().optional(),
  /** Of one request; absent: any. */
  bodyBytesMax: z.number().positive().optional(),
})
export type ListenLimits = z.infer<typeof listenLimitsSchema>

/** Where an external cache is; never printed, for it may hold a password. */
export const redisUrlSchema = z
  .url({ protocol: /^rediss?$/, error: 'redis://host:port or rediss://host:port' })
  .refine((url) => URL.parse(url)?.hostname !== '', 'redis://host:port')

/** Other instances of the region, each behind its own link. */
export const peersSchema = z.array(
  z.strictObject({
    instance: z.string(),
    endpoint: endpointSchema,
    /** How long this instance collects counter changes before it sends them to that peer. */
    replicationMs: z.number().positive(),
  }),
)

/** Of one instance. */
export const capacitySchema = z.strictObject({
  /** Requests per second before they have to wait. */
  ratePerS: z.number().positive(),
  /** The longest wait; past it the line is full. */
  queueMs: z.number().positive(),
  /** What becomes of a request that finds it full: an answer 503, or the end of its connection. */
  whenFull: z.enum(['answer-503', 'drop']),
  /** The name that the tier has for the metric. Source: APIM, supported metrics. */
  metric: z.enum(['Capacity', 'CpuPercent_Gateway']),
})

/** What an instance is told at its start (first line of its standard input). */
export const gatewayLaunchSchema = z.strictObject({
  instance: z.string(),
  region: z.string(),
  zone: z.string(),
  /** Counts the starts of this instance, from 1; part of its holder id and its file names. */
  incarnation: z.number().int().positive(),
  /** 16 hex digits; marks the trace ids of this run. */
  runId: z.string(),
  /** `process.hrtime.bigint()` of the run's zero, as a decimal string. */
  epochNs: z.string(),
  listen: endpointSchema,
  /** Absent: plain HTTP/1.1. */
  tls: tlsSchema.optional(),
  limits: listenLimitsSchema.optional(),
  /** Where peers reach this instance's counters and cache. */
  listenPeers: endpointSchema,
  /** Folder for this instance's ledgers; absent: none are written. */
  ledgerFolder: z.string().optional(),
  /** The last revision this instance applied is kept here and started from. */
  stateFolder: z.string().optional(),
  /** The management plane; absent: `revision` is all there is. */
  management: endpointSchema.optional(),
  syncPeriodMs: z.number().positive(),
  /** Of a node of a self-hosted gateway: which one it is of, and how often it tells that it lives. */
  heartbeat: z.strictObject({ gateway: z.string(), periodMs: z.number().positive() }).optional(),
  revision: revisionSchema.optional(),
  peers: peersSchema,
  /**
   * Where host names of backends, identity providers and send-request lead in this world:
   * host name (or `*`) to an endpoint. Absent: the real hosts are called.
   */
  hosts: z.record(z.string(), hostEndpointSchema).optional(),
  /** PEM of authorities beside the well-known ones, by host name of the backend, or `*`. */
  backendCas: z.record(z.string(), z.array(z.string())).optional(),
  /** Absent: there is no external cache. */
  externalCacheUrl: redisUrlSchema.optional(),
  /** Absent: peers tell each other what they have counted. */
  countersRedis: z
    .strictObject({ url: redisUrlSchema, periodMs: z.number().positive() })
    .optional(),
  /** How long to wait for a TCP connection to a backend. */
  connectTimeoutMs: z.number().positive(),
  /** A connection to a backend older than this takes no further request; absent: ten minutes. */
  connectionMaxAgeMs: z.number().positive().optional(),
  /**
   * What debug tokens are signed with, in hex: whoever has one may trace requests to its API.
   * Absent: no request is traced.
   */
  debugKey: z
    .string()
    .regex(/^([0-9a-f]{2}){16,}$/)
    .optional(),
  /** How call rates are limited; absent: in a sliding window. Source: APIM, rate-limit (tiers). */
  rateAlgorithm: z.enum(['sliding-window', 'token-bucket']).optional(),
  /** Of the platform under it; shown among its metrics. Absent: the first. */
  platformVersion: z.string().optional(),
  /** What this instance carries; absent: as much as it can. */
  capacity: capacitySchema.optional(),
  /** How long it serves on when it is told to stop; absent: only what is under way. */
  departure: z
    .strictObject({
      /** Until whoever gives it connections has seen that it goes. */
      noticeMs: z.number().nonnegative(),
      /** For clients to let go of the connections that they have then. */
      clientsMs: z.number().nonnegative(),
    })
    .optional(),
})

const cutSchema = z.strictObject({
  /** Of the run's clock: what was counted later is left out, for it may be on its way. */
  untilMs: z.number(),
  /** How long after that holders are asked: what leaves its window by then is left out. */
  graceMs: z.number().nonnegative(),
  /** Nobody calls any more: windows that are counted as a whole can be compared as well. */
  isQuiet: z.boolean(),
})
/** The part of counters that does not change any more by itself. */
export type Cut = z.infer<typeof cutSchema>

export const holderStatusSchema = z.strictObject({
  /** Portions of counters that a harm had in its hands since it began. */
  harmedPortions: z.number(),
  /** Grows whenever everything that was counted is forgotten. */
  generation: z.number(),
  /** How far the clock that counts calls is ahead of the instance's own. */
  skewMs: z.number(),
})
export type HolderStatus = z.infer<typeof holderStatusSchema>

export const cacheStatusSchema = z.strictObject({
  /** Of the share of the internal cache that the instance holds. */
  entries: z.number(),
  bytesMax: z.number(),
  isClosed: z.boolean(),
  /** How often it forgot every entry. */
  clears: z.number(),
  /** Its clock stands still, so that nothing expires. */
  isStale: z.boolean(),
  /** How long the external cache takes to answer; absent when it does not, or there is none. */
  externalMs: z.number().optional(),
})
export type CacheStatus = z.infer<typeof cacheStatusSchema>

export const vectorsSchema = z.array(
  z.strictObject({
    counter: z.string(),
    window: z.string(),
    keyHash: z.string(),
    counts: z.record(z.string(), z.number()),
  }),
)
/** What one instance knows of one key: per holder the calls within the cut. */
export type Vector = z.infer<typeof vectorsSchema>[number]

const quotaWindow = {
  /** What it counts. */
  unit: z.enum(['calls', 'bytes']),
  /** 0: for ever. */
  lengthMs: z.number().nonnegative(),
  /** Of the calendar, milliseconds since 1970. */
  startMs: z.number(),
}

export const quotaCountsSchema = z.array(
  z.strictObject({
    ...quotaWindow,
    /** By holder: period, count, period, count, ...; what was taken back is under `-<holder>`. */
    cells: z.record(z.string(), z.array(z.number())),
  }),
)
/** What one instance knows of one key of `quota-by-key`. */
export type QuotaCount = z.infer<typeof quotaCountsSchema>[number]

export const quotaCorrectionSchema = z.strictObject({
  key: z.string(),
  ...quotaWindow,
  period: z.number().int(),
  /** Added to what is counted; negative: taken back. */
  by: z.number().int(),
})
export type QuotaCorrection = z.infer<typeof quotaCorrectionSchema>

/** Which counter was corrected, as the admission ledger names it. */
export const correctedSchema = z.strictObject({ counter: z.string(), keyHash: z.string() })

/** Of a request to a host: `none` when it was answered at all, else as LastError would say it. */
export const hostCallSchema = z.strictObject({ trouble: z.string() })
export type HostCall = z.infer<typeof hostCallSchema>

/** What it is told later, by the command's name. */
export const gatewayCommandSchemas = {
  /**
   * From now on it lets clients go, and serves those that still come; replies at once. Stopped then,
   * it waits for nobody to notice: whoever says this has seen to it.
   */
  drain: z.unknown(),
  /** Who its peers are from now on. */
  peers: z.strictObject({ peers: peersSchema }),
  /** Replies with a `CacheStatus`. */
  cache: z.unknown(),
  /** Replies with a `HolderStatus`. */
  holder: z.unknown(),
  /** Replies whether that peer answers this instance, over the link to it. */
  reaches: z.strictObject({ peer: z.string() }),
  /** Sends a request of its own to that host; replies with a `HostCall`. */
  'call-host': z.strictObject({ host: z.string() }),
  /** Replies with its `Vector`s. */
  counters: cutSchema,
  /** Replies with its `QuotaCount`s of that key. */
  quotas: z.strictObject({ key: z.string() }),
  /** Replies with a `correctedSchema`, or with nothing when it has no such counter. */
  'correct-quota': quotaCorrectionSchema,
  /** Replies with a `GatewayStatus`. */
  status: z.unknown(),
} as const

export const gatewayStatusSchema = z.strictObject({
  /** Open connections of clients, load balancers and whoever asks. */
  connections: z.number(),
  /** Of its capacity, 0 to 100; absent when nothing limits it. */
  capacityPercent: z.number().optional(),
})
export type GatewayStatus = z.infer<typeof gatewayStatusSchema>

export type GatewayLaunch = z.infer<typeof gatewayLaunchSchema>
