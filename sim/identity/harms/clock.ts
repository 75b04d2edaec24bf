import { z } from 'zod'
import { defineHarm } from './define-harm.ts'

/** Its clock is wrong: tokens are from the future, or have expired when they are minted. */
export const clock = defineHarm({
  kind: 'clock',
  example: { skewS: 900 },
  params: z.strictObject({
    skewS: z
      .number()
      .min(-31_536_000)
      .max(31_536_000)
      .refine((skewS) => skewS !== 0, 'ahead of the true time, or behind it'),
  }),
  apply: ({ skewS }, identity) => identity.skew(skewS),
})
