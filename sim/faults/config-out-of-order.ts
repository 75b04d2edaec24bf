import { defineOfferFault } from './define-offer-fault.ts'

/** Instances are handed an older revision than they run, again and again; they must not take it. */
export const configOutOfOrder = defineOfferFault({
  kind: 'config-out-of-order',
  about: 'Instances are handed an older revision than they run, and must not take it.',
  example: {},
  harm: 'out-of-order',
  params: {},
})
