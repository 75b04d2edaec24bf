/** How the instants of a log become those of a load. */
export type TraceScale = {
  readonly durationS: number
  /** The mean that is wanted where there is no speed. */
  readonly ratePerS: number
  /** Times faster; `fit`: the whole trace takes the duration. */
  readonly speed?: number | 'fit' | undefined
  readonly resolutionMs: number
}

/**
 * Seconds of the load for instants in ascending order, the first at 0. Requests of one instant are
 * spread evenly over the log's resolution. Those that come after the load's end are left out.
 */
export function traceTimesS(instantsMs: Float64Array, scale: TraceScale): Float64Array {
  const spread = spreadOut(instantsMs, scale.resolutionMs)
  const firstMs = spread[0] ?? 0
  const factor = factorOf(spread, scale)
  const timesS = spread.map((ms) => (ms - firstMs) * factor)
  const end = timesS.findIndex((s) => s >= scale.durationS)
  return end < 0 ? timesS : timesS.subarray(0, end)
}

/** Seconds of the load for a millisecond of the log. */
function factorOf(instantsMs: Float64Array, { durationS, ratePerS, speed }: TraceScale): number {
  if (typeof speed === 'number') return 1 / 1_000 / speed
  const count = instantsMs.length
  const spanMs = (instantsMs.at(-1) ?? 0) - (instantsMs[0] ?? 0)
  if (spanMs === 0) return 0
  // As with constant arrivals, the last of n comes one n-th before the end.
  const takesS = speed === 'fit' ? durationS : count / ratePerS
  return (takesS * (1 - 1 / count)) / spanMs
}

function spreadOut(instantsMs: Float64Array, overMs: number): Float64Array {
  if (overMs === 0) return instantsMs
  const spread = new Float64Array(instantsMs.length)
  for (let from = 0; from < instantsMs.length; ) {
    const atMs = instantsMs[from] ?? 0
    let to = from + 1
    while (to < instantsMs.length && instantsMs[to] === atMs) to += 1
    for (let at = from; at < to; at += 1) spread[at] = atMs + (overMs * (at - from)) / (to - from)
    from = to
  }
  return spread
}
