import { z } from 'zod'
import { retrySchema } from '../../ledger/launch/population.ts'

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'a header name of HTTP')
const headerValue = z
  .string()
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'a header value of HTTP, without line breaks')

/** More than any answer has that is not meant to harm. */
export const answerBytesMaxUnlessSaid = 64 * 1_024 * 1_024

/** Who the clients of a population are to the gateway, in the place of what operations say. */
const credentialsSchema = z
  .strictObject({
    subscription: z.string().optional().describe('id; its primary key goes with every request'),
    token: z
      .strictObject({
        audience: z.string(),
        claims: z.record(z.string(), z.unknown()).default({}),
      })
      .optional()
      .describe('a JWT of their own, for operations with token: true'),
    basic: z
      .strictObject({ user: z.string().regex(/^[^:]*$/, 'no colon'), password: z.string() })
      .optional()
      .describe('basic authentication, with every request'),
    headers: z.record(headerName, headerValue).default({}).describe('with every request'),
  })
  .refine(
    ({ token, basic }) => token === undefined || basic === undefined,
    'token and basic both want the Authorization header',
  )

/**
 * Clients who behave alike: where they are, their share of the load, and how long they believe
 * what a name resolved to.
 */
export const populationSchema = z.strictObject({
  name: z
    .string()
    .max(64)
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'lower case letters, digits and -'),
  region: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'lower case letters, digits and -')
    .optional()
    .describe('where they are, which need not be a region of the gateway; absent: the primary'),
  share: z.number().positive().default(1).describe('of the requests, relative to the others'),
  connections: z
    .number()
    .int()
    .positive()
    .max(10_000)
    .optional()
    .describe('absent: load.connections'),
  keepAlive: z.boolean().default(true).describe('false: every request opens a connection'),
  connectionMaxAgeS: z
    .number()
    .positive()
    .max(86_400)
    .optional()
    .describe('a connection is left after that, up to a tenth sooner or later; absent: never'),
  connectionMaxRequests: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('a connection is left after that many; absent: it carries any number'),
  answerBytesMax: z
    .number()
    .int()
    .positive()
    .default(answerBytesMaxUnlessSaid)
    .describe('an answer that goes on beyond that is given up, with its connection'),
  dns: z
    .enum(['obeys-ttl', 'sticky', 'forever'])
    .default('obeys-ttl')
    .describe('asks again after the TTL, after a multiple of it (dnsTimes), or never'),
  dnsTimes: z.number().min(1).max(1_000).default(10).describe('TTLs that sticky clients wait'),
  enters: z
    .string()
    .optional()
    .describe('a region, by its regional host name, or a self-hosted or workspace gateway'),
  retry: retrySchema
    .optional()
    .describe('whether and when they try again; absent: every request is one attempt'),
  credentials: credentialsSchema.optional().describe('absent: those of each operation'),
})

export type Population = z.output<typeof populationSchema>
