import { type Random, randomOf } from '../../random.ts'
import type { Schedule } from '../../schedule.ts'
import { drawValues } from '../../template.ts'

/** What an arrival beside the schedule is: an operation by weight, and what its places hold. */
export type ExtraArrival = {
  readonly choice: number
  readonly population: number
  readonly values: Float64Array
}

/** Draws extra arrivals from the seed, like those of the schedule but from a stream of their own. */
export function extraArrivals(
  { operations, populations }: Schedule,
  seed: number,
): () => ExtraArrival {
  const random: Random = randomOf(seed, 'extra-arrivals')
  let total = 0
  const upTo = operations.map(({ operation }) => {
    total += operation.weight
    return total
  })
  return () => {
    const drawn = random() * total
    const index = upTo.findIndex((limit) => drawn < limit)
    const choice = index < 0 ? operations.length - 1 : index
    const { path, body } = operations[choice] ?? {}
    const drawnOf = (template: typeof path) =>
      template === undefined ? [] : drawValues(template, random)
    // That of any arrival of the schedule: so they are drawn by the same shares.
    const at = Math.floor(random() * (populations?.length ?? 0))
    const population = populations?.[at] ?? 0
    return { choice, population, values: Float64Array.from([...drawnOf(path), ...drawnOf(body)]) }
  }
}
