import { z } from 'zod'
import { defineHarm, partsParam } from './define-harm.ts'

/** These answers come that much later. */
export const slow = defineHarm({
  kind: 'slow',
  example: { delayMs: 3_000 },
  params: z.strictObject({
    parts: partsParam,
    delayMs: z.number().positive().max(600_000),
  }),
  apply: ({ parts, delayMs }, identity) => identity.slow(parts, delayMs),
})
