import { z } from 'zod'
import { defineHarm, harmScope } from './define-harm.ts'

/** Service times are so many times as long, and longer by a fixed time: the distribution stretches. */
export const slow = defineHarm({
  kind: 'slow',
  example: { factor: 10 },
  params: z.strictObject({
    ...harmScope,
    factor: z.number().min(1).max(10_000).default(1),
    addedMs: z.number().nonnegative().max(600_000).default(0),
  }),
  apply: ({ factor, addedMs, ...scope }, backend) =>
    backend.treat(scope, (treatment) => ({
      ...treatment,
      delayMs: treatment.delayMs * factor + addedMs,
    })),
})
