import { defineArrivals } from './define-arrivals.ts'

/** One arrival every 1/rate seconds, the first at once. */
export const constant = defineArrivals({
  name: 'constant',
  arrivalsUs({ ratePerS, durationS }) {
    const gapUs = 1e6 / ratePerS
    return Float64Array.from({ length: Math.ceil(ratePerS * durationS) }, (_, i) => i * gapUs)
  },
})
