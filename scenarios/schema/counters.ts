import { z } from 'zod'

/** How the instances of a region come to count together. */
export const countersSchema = z
  .enum(['peers', 'redis'])
  .default('peers')
  .describe('peers tell each other, or they meet in the Redis of their region (needs redis)')
