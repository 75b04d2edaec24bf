import { z } from 'zod'
import { retrySchema } from '../../ledger/launch/population.ts'

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
})

export type Population = z.output<typeof populationSchema>
