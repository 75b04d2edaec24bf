import { z } from 'zod'
import { defineHarm } from './define-harm.ts'

/** Clients try again at once, without a pause and without a budget; each try is an attempt. */
export const retryStorm = defineHarm({
  kind: 'retry-storm',
  example: { tries: 3 },
  params: z.strictObject({
    tries: z.number().int().min(1).max(20).default(3).describe('after the first one'),
    on: z
      .array(z.enum(['failed', 'unknown', 'rejected']))
      .min(1)
      .default(['failed', 'unknown', 'rejected']),
  }),
  apply: (retry, load) => load.retry('retry-storm', retry),
})
