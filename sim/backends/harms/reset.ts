import { z } from 'zod'
import { defineHarm, harmScope } from './define-harm.ts'

/** The connection is reset (RST) when that share of the body has been sent. */
export const reset = defineHarm({
  kind: 'reset',
  example: { share: 0.2, bodyShare: 0.5 },
  params: z.strictObject({ ...harmScope, bodyShare: z.number().min(0).max(1).default(0.5) }),
  apply: ({ bodyShare, ...scope }, backend) =>
    backend.treat(scope, (treatment) => ({
      ...treatment,
      ending: { kind: 'reset', share: bodyShare },
    })),
})
