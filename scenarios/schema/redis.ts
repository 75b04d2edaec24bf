import { z } from 'zod'

/** A real `redis-server` in each region, started with the world: external cache, and counters if they are to. */
export const redisSchema = z.strictObject({
  replica: z.boolean().default(false).describe('a second server that takes over in a failover'),
  maxMemoryMb: z.number().int().positive().max(65_536).default(64).describe('of each server'),
})
