import { z } from 'zod'
import { endpointSchema } from './gateway.ts'

/** What the Redis of a region is told at its start (first line of its standard input). */
export const redisLaunchSchema = z.strictObject({
  region: z.string(),
  epochNs: z.string(),
  /** Where clients come; it leads to whichever server is the primary. */
  listen: endpointSchema,
  /** Made when it is absent: a replica is filled by way of a file. */
  stateFolder: z.string(),
  /** A second server that follows the first, for a failover. */
  hasReplica: z.boolean(),
  /** Past it what was used longest ago goes. */
  maxMemoryMb: z.number().int().positive(),
})
export type RedisLaunch = z.infer<typeof redisLaunchSchema>

/** What it replies to `redis`. */
export const redisStatusSchema = z.strictObject({
  isUp: z.boolean(),
  keys: z.number(),
  /** Grow with every failover, and whenever all data was lost on purpose. */
  failovers: z.number(),
  losses: z.number(),
})
export type RedisStatus = z.infer<typeof redisStatusSchema>
