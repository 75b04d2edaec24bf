import { z } from 'zod'
import { defineOfferFault } from './define-offer-fault.ts'

/** A change takes longer to reach the instances than the service promises. */
export const configDelay = defineOfferFault({
  kind: 'config-delay',
  about: 'A change takes longer to reach the instances than the service promises.',
  example: { delayMs: 15_000 },
  harm: 'delay',
  // The service says that a change normally arrives in less than 10 s. Source: APIM, multi-region.
  params: { delayMs: z.number().positive().max(3_600_000).default(15_000) },
})
