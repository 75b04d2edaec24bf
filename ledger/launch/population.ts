import { z } from 'zod'
import { endpointSchema } from './gateway.ts'

const milliseconds = z.number().positive().max(3_600_000)

/** A token bucket, filled by requests and by time; each retry takes one token out. */
const budgetSchema = z.strictObject({
  ratio: z.number().nonnegative().max(20).default(0.1).describe('retries for each request'),
  minPerS: z
    .number()
    .nonnegative()
    .max(10_000)
    .default(10)
    .describe('retries a second beside that'),
  burst: z.number().positive().max(1_000_000).default(100).describe('retries saved up, at most'),
})

const whenSchema = {
  attemptsMax: z.number().int().min(2).max(20).default(3).describe('the first one included'),
  on: z
    .array(z.enum(['failed', 'unknown', 'not-sent']))
    .default(['failed', 'unknown'])
    .describe('outcomes of attempts that nobody answered'),
  statuses: z
    .array(z.number().int().min(300).max(599))
    // Source: Azure SDK for JavaScript, core-rest-pipeline, defaultRetryPolicy.
    .default([408, 429, 500, 502, 503, 504])
    .describe('of answers'),
  methods: z
    .enum(['idempotent', 'all'])
    .default('idempotent')
    .describe('which may be tried again; idempotent: GET, HEAD, OPTIONS, TRACE, PUT, DELETE'),
  retryAfter: z.boolean().default(true).describe('never sooner than Retry-After asks for'),
  retryAfterMaxMs: milliseconds.default(30_000).describe('who is to wait longer gives up'),
  giveUpAfterMs: milliseconds
    .optional()
    .describe('no attempt is due later than this after the request; absent: attemptsMax alone'),
  budget: budgetSchema.optional().describe('absent: no bound but attemptsMax'),
}

/** When clients try a request again that had no good answer. */
export const retrySchema = z.discriminatedUnion('policy', [
  z.strictObject({ policy: z.literal('none') }),
  z.strictObject({ policy: z.literal('immediate'), ...whenSchema }),
  z.strictObject({
    policy: z.literal('backoff'),
    ...whenSchema,
    firstMs: milliseconds.default(100).describe('before the first retry'),
    factor: z.number().min(1).max(10).default(2).describe('from one wait to the next'),
    maxMs: milliseconds.default(5_000).describe('the longest wait'),
    jitter: z
      .enum(['full', 'equal', 'none'])
      .default('full')
      .describe('of a wait d, drawn: full is 0..d, equal is d/2..d'),
  }),
])

export type ClientRetry = z.output<typeof retrySchema>

/** Who mints the tokens of clients (POST /token), and what these ask for. */
export const tokenSourceSchema = z.strictObject({
  endpoint: endpointSchema,
  audience: z.string(),
  claims: z.record(z.string(), z.unknown()),
})

/** What clients of a population do, beside where they connect to; every part may be absent. */
export const clientHabits = {
  retry: retrySchema.optional(),
  /** Of their own, for operations that need one; absent: the load's. */
  tokens: tokenSourceSchema.optional(),
  /** A connection is left after that, up to a tenth sooner or later; absent: never for its age. */
  connectionMaxAgeMs: z.number().positive().optional(),
  /** It is left when it has carried so many; absent: it carries any number. */
  connectionMaxRequests: z.number().int().positive().optional(),
  /** An answer that goes on beyond that is given up. */
  answerBytesMax: z.number().int().positive().optional(),
}
