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
  const offsetUs = Number(process.hrtime.bigint() - epochNs) / 1_000 - performance.now() * 1_000
  return () => performance.now() * 1_000 + offsetUs
}
