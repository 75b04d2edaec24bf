import { z } from 'zod'
import { failed } from '../behaviour.ts'
import { defineHarm, harmScope } from './define-harm.ts'

/** Calls are turned away at once with 429 and a `Retry-After` in seconds. Source: RFC 6585, section 4. */
export const throttle = defineHarm({
  kind: 'throttle',
  example: { share: 0.5, retryAfterS: 2 },
  params: z.strictObject({
    ...harmScope,
    retryAfterS: z.number().int().nonnegative().default(1),
  }),
  apply: ({ retryAfterS, ...scope }, backend) =>
    backend.treat(scope, () => ({
      ...failed(0, 429),
      headers: { 'retry-after': String(retryAfterS) },
    })),
})
