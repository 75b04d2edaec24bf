import seedrandom from 'seedrandom'

/** A stream of chance by its name: numbers from 0 to below 1, the same for the same name. */
export function randomOf(name: string): () => number {
  return seedrandom(name)
}
