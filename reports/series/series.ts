import type { RunStore } from '../store/store.ts'
import { type CacheSecond, cacheSecondsOf } from './cache-seconds.ts'
import { type HolderSecond, holderSecondsOf } from './holder-seconds.ts'
import { type InstanceSecond, instanceSecondsOf } from './instance-seconds.ts'
import { type HeatCell, latencyHeatOf } from './latency-heat.ts'
import { type RevisionSecond, revisionSecondsOf } from './revision-seconds.ts'

/** What pictures over time are drawn from, besides the seconds of the load. */
export type Series = {
  readonly latencyHeat: readonly HeatCell[]
  readonly instances: readonly InstanceSecond[]
  readonly holders: readonly HolderSecond[]
  readonly caches: readonly CacheSecond[]
  readonly revisions: readonly RevisionSecond[]
}

export const noSeries: Series = {
  latencyHeat: [],
  instances: [],
  holders: [],
  caches: [],
  revisions: [],
}

export async function seriesOf(store: RunStore): Promise<Series> {
  return {
    latencyHeat: await latencyHeatOf(store),
    instances: await instanceSecondsOf(store),
    holders: await holderSecondsOf(store),
    caches: await cacheSecondsOf(store),
    revisions: await revisionSecondsOf(store),
  }
}
