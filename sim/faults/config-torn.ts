import { defineOfferFault } from './define-offer-fault.ts'

/** Instances are handed half of a revision under the checksum of a whole one; they must refuse it. */
export const configTorn = defineOfferFault({
  kind: 'config-torn',
  about: 'Instances are handed half of a revision, and must refuse it by its checksum.',
  example: {},
  harm: 'torn',
  params: {},
})
