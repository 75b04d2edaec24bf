import { defineArrivals } from './define-arrivals.ts'

/** Independent users: exponential gaps with mean 1/rate. */
export const poisson = defineArrivals({
  name: 'poisson',
  arrivalsUs({ ratePerS, durationS }, random) {
    const endUs = durationS * 1e6
    const instantsUs: number[] = []
    // 1 - u lies in (0, 1], so the logarithm is finite.
    for (let atUs = 0; ; ) {
      atUs += (-Math.log(1 - random()) * 1e6) / ratePerS
      if (atUs >= endUs) return Float64Array.from(instantsUs)
      instantsUs.push(atUs)
    }
  },
})
