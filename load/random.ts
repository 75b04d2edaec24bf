import seedrandom from 'seedrandom'

/** Draws from [0, 1). */
export type Random = () => number

/** A stream of its own for every name, so that a new draw in one moves no other. */
export function randomOf(seed: number, stream: string): Random {
  const next = seedrandom(`${seed}/${stream}`)
  return () => next()
}
