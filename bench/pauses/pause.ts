import { z } from 'zod'

/** A time in which a processor was not there, in microseconds of the run's clock. */
export const pauseSchema = z.strictObject({ fromUs: z.number(), toUs: z.number() })

export type Pause = z.infer<typeof pauseSchema>

/** What of the time around a pause is left out. */
export type Margin = {
  /** Who was under way when the pause began. */
  readonly beforeUs: number
  /** Who came behind those that waited: as many times as long as the pause, and so much more. */
  readonly aftermath: number
  readonly afterUs: number
}

/**
 * Whether an instant is far enough from every pause. It is asked for the instants at which something was
 * due, never for what became of it: a choice by outcome would leave out the slow ones.
 */
export function undisturbedBy(
  pauses: readonly Pause[],
  { beforeUs, aftermath, afterUs }: Margin,
): (atUs: number) => boolean {
  const left = merged(
    pauses.map(({ fromUs, toUs }) => ({
      fromUs: fromUs - beforeUs,
      toUs: toUs + aftermath * (toUs - fromUs) + afterUs,
    })),
  )
  return (atUs) => {
    const before = left[lastAtOrBefore(left, atUs)]
    return before === undefined || before.toUs < atUs
  }
}

/** Without overlaps, in their order. */
function merged(spans: readonly Pause[]): readonly Pause[] {
  const joined: Pause[] = []
  for (const { fromUs, toUs } of spans.toSorted((a, b) => a.fromUs - b.fromUs)) {
    const last = joined.at(-1)
    if (last === undefined || last.toUs < fromUs) joined.push({ fromUs, toUs })
    else joined[joined.length - 1] = { fromUs: last.fromUs, toUs: Math.max(last.toUs, toUs) }
  }
  return joined
}

/** -1 when all begin later. */
function lastAtOrBefore(spans: readonly Pause[], atUs: number): number {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.fromUs ?? 0) <= atUs) low = middle + 1
    else high = middle
  }
  return low - 1
}
