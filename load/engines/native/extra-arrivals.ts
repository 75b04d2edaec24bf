import { type Random, randomOf, streamOf } from '../../random.ts'
import type { Schedule, ScheduledOperation } from '../../schedule.ts'
import { drawValues } from '../../template.ts'
import { drawByWeight } from '../../weights.ts'

/** What an arrival beside the schedule is: an operation by weight, and what its places hold. */
export type ExtraArrival = {
  readonly choice: number
  readonly population: number
  readonly values: Float64Array
}

/** Draws extra arrivals from the seed, like those of the schedule but from a stream of their own. */
export function extraArrivals(
  { operations, populations, share }: Schedule,
  seed: number,
): () => ExtraArrival {
  const random = randomOf(seed, streamOf('extra-arrivals', share))
  const weights = operations.map(({ operation }) => operation.weight)
  const drawChoice = drawByWeight(weights, random)
  return () => {
    const choice = drawChoice()
    const operation = operations[choice]
    // That of any arrival of the schedule: so they are drawn by the same shares.
    const at = Math.floor(random() * (populations?.length ?? 0))
    const population = populations?.[at] ?? 0
    return { choice, population, values: drawnFor(operation, random) }
  }
}

/** What the places of one request hold: those of its path, then of its body. */
export function drawnFor(
  operation: Pick<ScheduledOperation, 'path' | 'body'> | undefined,
  random: Random,
): Float64Array {
  const { path, body } = operation ?? {}
  const drawnOf = (template: typeof path) =>
    template === undefined ? [] : drawValues(template, random)
  return Float64Array.from([...drawnOf(path), ...drawnOf(body)])
}
