import type { ToldRequest } from '../load/tool.ts'
import { type Margin, type Pause, undisturbedBy } from '../pauses/pause.ts'

/** At such rates what waited for a processor is gone soon after it came back. */
const margin: Margin = { beforeUs: 1_000, aftermath: 2, afterUs: 2_000 }

/** Requests that the host held up neither when they were due nor when their answers were. */
export type Undisturbed = {
  /** In milliseconds, by the tool and in truth. */
  readonly toldMs: readonly number[]
  readonly trueMs: readonly number[]
  /** Of all that were answered. */
  readonly share: number
}

/** `trueMs` in the order in which requests were due; undefined of one that got no answer. */
export function undisturbedOf(
  requests: readonly ToldRequest[],
  trueMs: readonly (number | undefined)[],
  pauses: readonly Pause[],
): Undisturbed {
  const isUndisturbed = undisturbedBy(pauses, margin)
  const pairs = requests.flatMap(({ dueAtUs, latencyMs }, index) => {
    const responseMs = trueMs[index]
    if (latencyMs === undefined || responseMs === undefined) return []
    return [{ dueAtUs, latencyMs, responseMs }]
  })
  const kept = pairs.filter(
    ({ dueAtUs, responseMs }) =>
      isUndisturbed(dueAtUs) && isUndisturbed(dueAtUs + responseMs * 1_000),
  )
  return {
    toldMs: kept.map(({ latencyMs }) => latencyMs),
    trueMs: kept.map(({ responseMs }) => responseMs),
    share: kept.length / pairs.length,
  }
}
