import { z } from 'zod'
import { defineHarm } from './define-harm.ts'

/** Its clock is wrong: tokens are from the future, or have expired when they are minted. */
export const clock = defineHarm({
  kind: 'clock',
  example: { skewS: 900 },
  params: z.strictObject({
    // Less could not be told from the whole seconds that tokens count in.
    skewS: z
      .number()
      .min(-31_536_000)
      .max(31_536_000)
      .refine((skewS) => Math.abs(skewS) >= 5, 'at least 5 s ahead of the true time, or behind it'),
  }),
  apply: ({ skewS }, identity) => identity.skew(skewS),
})
