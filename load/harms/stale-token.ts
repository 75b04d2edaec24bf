import { z } from 'zod'
import { defineHarm } from './define-harm.ts'

/** The clients' clock is behind: they go on sending a token that has expired. */
export const staleToken = defineHarm({
  kind: 'stale-token',
  example: { behindS: 7_200 },
  params: z.strictObject({ behindS: z.number().positive().max(31_536_000) }),
  apply: ({ behindS }, load) => load.clockBehind(behindS),
})
