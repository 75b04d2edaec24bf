import type { DrillEvent } from '../ledger/events.ts'
import { configurationTimesOf, deadSpans } from './configuration-times.ts'
import type { FaultTimes } from './phases.ts'
import type { Manifest } from './store/manifest.ts'

/**
 * A revision that was acknowledged, and the management plane that died after it: a point of the
 * curve that says what is lost with a plane by how long it lived after a publish.
 */
export type RevisionAtRisk = {
  readonly revision: number
  readonly diedAtUs: number
  /** From its publish to the death. */
  readonly afterMs: number
  /** Instances that lived on. */
  readonly survivors: number
  /** Those of them that had it before the plane was back. */
  readonly held: number
  /** No survivor has it: it is lost if the plane's storage is lost with it. */
  readonly isLost: boolean
}

/** Of each death of the management plane the newest revision before it; by the time they had. */
export function revisionsAtRisk(
  manifest: Manifest,
  events: readonly DrillEvent[],
  faults: readonly FaultTimes[],
): readonly RevisionAtRisk[] {
  const { published, appliedBy, planeDown } = configurationTimesOf(manifest, events, faults)
  const later = published.filter(({ number }) => number > manifest.revision.number)
  let before = 0
  const points = planeDown.flatMap(({ fromUs, toUs }): RevisionAtRisk[] => {
    const newest = later.findLast(({ atUs }) => atUs < fromUs)
    // What an earlier death had put at risk is not published again.
    if (newest === undefined || newest.number <= before) return []
    before = newest.number
    const survivors = [...appliedBy].filter(
      ([instance]) =>
        !deadSpans(events, instance).some((dead) => dead.fromUs <= toUs && dead.toUs >= fromUs),
    )
    const held = survivors.filter(([, applied]) =>
      applied.some(({ number, atUs }) => number >= newest.number && atUs <= toUs),
    )
    return [
      {
        revision: newest.number,
        diedAtUs: fromUs,
        afterMs: (fromUs - newest.atUs) / 1_000,
        survivors: survivors.length,
        held: held.length,
        isLost: held.length === 0,
      },
    ]
  })
  return points.toSorted((a, b) => a.afterMs - b.afterMs)
}
