import { z } from 'zod'
import { defineHarm, harmScope } from './define-harm.ts'

/** The head comes at once and the body drop by drop: a timeout until the headers never ends it. */
export const drip = defineHarm({
  kind: 'drip',
  example: { bytesPerS: 100 },
  params: z.strictObject({ ...harmScope, bytesPerS: z.number().positive().default(100) }),
  apply: ({ bytesPerS, ...scope }, backend) =>
    backend.treat(scope, (treatment) => ({ ...treatment, ending: { kind: 'drip', bytesPerS } })),
})
