import type { Random } from './random.ts'

/** Draws an index of the weights, each as often as it weighs. */
export function drawByWeight(weights: readonly number[], random: Random): () => number {
  let total = 0
  const upTo = weights.map((weight) => {
    total += weight
    return total
  })
  return () => {
    const drawn = random() * total
    const index = upTo.findIndex((limit) => drawn < limit)
    return index < 0 ? weights.length - 1 : index
  }
}
