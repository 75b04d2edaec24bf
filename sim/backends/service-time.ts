import seedrandom from 'seedrandom'

export type ServiceTime = {
  readonly latencyMs: number
  readonly spread: number
}

/**
 * Draws service times in milliseconds: lognormal around the median `latencyMs`, with `spread` as
 * sigma. `stream` names the random stream, so that one backend's draws move no other's.
 */
export function serviceTimesOf(
  { latencyMs, spread }: ServiceTime,
  seed: number,
  stream: string,
): () => number {
  if (latencyMs === 0 || spread === 0) return () => latencyMs
  const random = seedrandom.alea(`${seed}/${stream}`)
  let spare: number | undefined
  const normal = () => {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    // Box-Muller gives two; 1 - u is never 0, whose logarithm is not finite.
    const radius = Math.sqrt(-2 * Math.log(1 - random()))
    const angle = 2 * Math.PI * random()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
  return () => latencyMs * Math.exp(spread * normal())
}
