/** Ticks 1, 2, 5, 10, ... inside a domain: the ones that a person can read off a log axis. */
export function logTicksOf([least, most]: readonly [number, number]): number[] {
  const ticks: number[] = []
  for (let decade = 10 ** Math.floor(Math.log10(least)); decade <= most; decade *= 10) {
    for (const step of [1, 2, 5]) {
      // Through the text: 0.1 * 3 decades is not 100 in binary.
      const tick = Number((decade * step).toPrecision(1))
      if (tick >= least && tick <= most) ticks.push(tick)
    }
  }
  return ticks
}
