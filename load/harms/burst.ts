import { z } from 'zod'
import { defineHarm } from './define-harm.ts'

/** More users than the schedule has: extra arrivals, each a request like the others. */
export const burst = defineHarm({
  kind: 'burst',
  example: { ratePerS: 200 },
  params: z.strictObject({ ratePerS: z.number().positive().max(20_000) }),
  apply: ({ ratePerS }, load) => load.burst(ratePerS),
})
