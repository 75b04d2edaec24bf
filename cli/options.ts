import { InvalidArgumentError } from 'commander'

/** A seed: a whole number from 0 to 2^53. */
export function seedOf(text: string): number {
  const seed = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed
  throw new InvalidArgumentError('a seed is a whole number, 42 say.')
}

export function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('a port is a number from 0 (any free one) to 65535.')
}

/** Collects an option that may be given several times. */
export function several(text: string, before: readonly string[]): readonly string[] {
  return [...before, text]
}
