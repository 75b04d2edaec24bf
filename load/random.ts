import seedrandom from 'seedrandom'
import type { Share } from '../ledger/share.ts'

/** Draws from [0, 1). */
export type Random = () => number

/** A stream of its own for every name, so that a new draw in one moves no other. */
export function randomOf(seed: number, stream: string): Random {
  const next = seedrandom(`${seed}/${stream}`)
  return () => next()
}

/** Of what each generator draws for itself: not the same in all of them. */
export function streamOf(name: string, { index }: Share): string {
  return index === 0 ? name : `${name}/${index}`
}
