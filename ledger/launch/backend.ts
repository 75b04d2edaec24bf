import { z } from 'zod'
import { endpointSchema } from './gateway.ts'
import { serverCertificatesSchema } from './tls.ts'

const status = z.number().int().min(200).max(599)
const share = z.number().min(0).max(1)

/** How many calls a backend carries at a time; more than `queue` beyond that are refused. */
export const capacitySchema = z.strictObject({
  concurrent: z.number().int().positive().describe('calls that are worked on at a time'),
  queue: z
    .number()
    .int()
    .nonnegative()
    .default(0)
    .describe('calls that may wait for their turn; what comes beyond is refused'),
  overloadStatus: status.default(503),
})

/** Of a serverless backend: workers are started by calls, and end when nobody needs them. */
export const coldStartSchema = z.strictObject({
  startMs: z.number().positive().describe('what the first call of a new worker takes longer'),
  keepWarmMs: z.number().positive().default(60_000).describe('how long an idle worker stays'),
})

/** Answers that are wrong though nothing is broken: every real backend has some. */
export const errorShareSchema = z.strictObject({ share, status: status.default(500) })

/** What some calls are answered with; the first entry that matches and is drawn holds. */
export const answerVariantSchema = z.strictObject({
  match: z.string().describe('operation, ids as *: GET /orders/*; a last ** is any rest'),
  share: share.default(1).describe('of the calls that match'),
  latencyMs: z.number().nonnegative().optional(),
  spread: z.number().min(0).max(3).optional(),
  status: status.optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** In the place of the echo; an object is sent as JSON. */
  body: z.unknown().optional(),
  bodyBytes: z.number().int().nonnegative().optional(),
})

/** How a simulated backend behaves beside its service time. */
export const backendTraits = {
  capacity: capacitySchema.optional(),
  coldStart: coldStartSchema.optional(),
  errors: errorShareSchema.optional(),
  operations: z.array(answerVariantSchema).optional(),
}

/** What a simulated backend is told at its start (first line of its standard input). */
export const backendLaunchSchema = z.strictObject({
  /** As its process is called; part of its ledger's file name. */
  name: z.string(),
  /** Counts the starts of this backend, from 1; a later one gets a ledger file of its own. */
  incarnation: z.number().int().positive().default(1),
  runId: z.string(),
  /** `process.hrtime.bigint()` of the run's zero, as a decimal string. */
  epochNs: z.string(),
  seed: z.number().int(),
  /** Port 0: any free one; `ready` says which. */
  listen: endpointSchema,
  /** Absent: no ledger is written. */
  ledgerFolder: z.string().optional(),
  /** Median service time. */
  latencyMs: z.number().nonnegative(),
  /** Sigma of the lognormal service time; 0 is a fixed one. */
  spread: z.number().nonnegative(),
  /** Of a response, as long as its echo leaves room for padding. */
  bodyBytes: z.number().int().nonnegative(),
  /** Zones that it has a replica in; connections go to them in turn. Absent: one without a name. */
  zones: z.array(z.string()).min(1).optional(),
  /** Absent: it speaks in the clear. */
  tls: serverCertificatesSchema.optional(),
  ...backendTraits,
})

export type BackendLaunch = z.infer<typeof backendLaunchSchema>
export type Capacity = z.infer<typeof capacitySchema>
export type ColdStart = z.infer<typeof coldStartSchema>
export type AnswerVariant = z.infer<typeof answerVariantSchema>

/** The ledger file of one life of a backend, in the run's ledger folder. */
export function backendLedgerFileOf({ name, incarnation }: BackendLaunch): string {
  return incarnation === 1 ? `backend-${name}.ledger` : `backend-${name}-${incarnation}.ledger`
}
