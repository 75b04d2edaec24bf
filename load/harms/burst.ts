import { clientHarmParams } from '../../ledger/client-harms.ts'
import { defineHarm } from './define-harm.ts'

/** More users than the schedule has: extra arrivals, each a request like the others. */
export const burst = defineHarm({
  kind: 'burst',
  example: { ratePerS: 200 },
  params: clientHarmParams.burst,
  apply: ({ ratePerS, population }, load) => load.burst(ratePerS, population),
})
