import { configurationUseOf } from './configuration-use.ts'
import { type Evidence, requestColumnsOf } from './evidence.ts'
import { limitUsesOf } from './limit-use.ts'
import { recoveredShareOf } from './objectives/judge.ts'
import type { Objective } from './objectives/objective.ts'
import type { Dimension } from './parts.ts'
import { detectableIn } from './routed-regions.ts'
import type { RunStore } from './store/store.ts'
import { unitCountsOf } from './unit-counts.ts'

/** What objectives, and the checks beside them, are judged from, of a store that was reconciled. */
export async function evidenceOf(
  store: RunStore,
  objectives: readonly Objective[],
): Promise<Evidence> {
  const { manifest, faults, phases, eventLedger } = store
  return {
    requests: await requestColumnsOf(store, dimensionsOf(objectives)),
    phases,
    loadStartUs: manifest.loadStartUs,
    loadEndUs: manifest.loadEndUs,
    faults,
    limits: await limitUsesOf(store),
    configuration: await configurationUseOf(store),
    detectable: detectableIn(manifest, eventLedger.events),
    unitCounts: unitCountsOf(manifest, eventLedger.events),
    recoveredShare: recoveredShareOf(objectives),
  }
}

/** What objectives tell requests apart by; a column of each is memory. */
function dimensionsOf(objectives: readonly Objective[]): ReadonlySet<Dimension> {
  const parts = objectives.flatMap((objective) => objective.parts ?? [])
  return new Set(parts.map(({ dimension }) => dimension))
}
