import { z } from 'zod'
import { defineHarm, partsParam } from './define-harm.ts'

/** These answers fail, or never come. */
export const down = defineHarm({
  kind: 'down',
  example: { parts: ['keys'], how: 'errors' },
  params: z.strictObject({
    parts: partsParam,
    how: z.enum(['errors', 'hang']).default('errors'),
    status: z.number().int().min(400).max(599).default(503),
  }),
  apply: ({ parts, how, status }, identity) =>
    how === 'hang' ? identity.hang(parts) : identity.fail(parts, status),
})
