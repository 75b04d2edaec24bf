import { z } from 'zod'
import { defineHarm, harmScope } from './define-harm.ts'

/** `Content-Length` lies: the connection ends in order after that share of the promised body. */
export const truncated = defineHarm({
  kind: 'truncated',
  example: { bodyShare: 0.5 },
  params: z.strictObject({ ...harmScope, bodyShare: z.number().min(0).lt(1).default(0.5) }),
  apply: ({ bodyShare, ...scope }, backend) =>
    backend.treat(scope, (treatment) => ({
      ...treatment,
      ending: { kind: 'truncated', share: bodyShare },
    })),
})
