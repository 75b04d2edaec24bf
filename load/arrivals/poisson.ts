import { defineArrivals } from './define-arrivals.ts'

/** Independent users: exponential gaps with mean 1/rate. */
export const poisson = defineArrivals({
  name: 'poisson',
  arrivalsUs({ ratePerS, durationS }, random) {
    const endUs = durationS * 1e6
    const mean = ratePerS * durationS
    // Six standard deviations more than the mean: rarely too few, and made longer then.
    let instantsUs = new Float64Array(Math.ceil(mean + 6 * Math.sqrt(mean) + 16))
    let count = 0
    for (let atUs = 0; ; ) {
      // 1 - u lies in (0, 1], so the logarithm is finite.
      atUs += (-Math.log(1 - random()) * 1e6) / ratePerS
      if (atUs >= endUs) return instantsUs.subarray(0, count)
      if (count === instantsUs.length) instantsUs = twiceAsLong(instantsUs)
      instantsUs[count] = atUs
      count += 1
    }
  },
})

function twiceAsLong(instantsUs: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(instantsUs.length * 2)
  longer.set(instantsUs)
  return longer
}
