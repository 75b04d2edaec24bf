/** Microseconds since the run's epoch, as a float. Comparable between all processes of a host. */
export type ClockUs = () => number

/** The monotonic clock's reading that a run takes as its zero. */
export function newEpochNs(): bigint {
  return process.hrtime.bigint()
}

/**
 * The clock of one run. `hrtime` is the system's monotonic clock and therefore shared by all
 * processes of a host; `performance.now` reads the same clock without allocating a bigint.
 */
export function clockSince(epochNs: bigint): ClockUs {
  const offsetUs = offsetSinceUs(epochNs)
  return () => performance.now() * 1_000 + offsetUs
}

const readings = 20

/**
 * From the zero of `performance.now` to the run's epoch. A process that has to wait between its two
 * readings would be that much ahead of all others from then on, so the closest pair of several counts.
 */
function offsetSinceUs(epochNs: bigint): number {
  let closestUs = Number.POSITIVE_INFINITY
  let offsetUs = 0
  for (let reading = 0; reading < readings; reading += 1) {
    const beforeUs = performance.now() * 1_000
    const sinceUs = Number(process.hrtime.bigint() - epochNs) / 1_000
    const apartUs = performance.now() * 1_000 - beforeUs
    if (apartUs >= closestUs) continue
    closestUs = apartUs
    offsetUs = sinceUs - beforeUs - apartUs / 2
  }
  return offsetUs
}
