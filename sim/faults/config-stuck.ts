import { defineOfferFault } from './define-offer-fault.ts'

/** Instances are left on the revision that they have, whatever is published. */
export const configStuck = defineOfferFault({
  kind: 'config-stuck',
  about: 'Instances are left on the revision that they have, whatever is published.',
  example: { zone: 'westeurope-1' },
  harm: 'stuck',
  params: {},
})
