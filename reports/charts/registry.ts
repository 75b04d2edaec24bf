import { cacheHits } from './cache-hits.ts'
import type { Chart } from './define-chart.ts'
import { failureLayersChart } from './failure-layers.ts'
import { holdersChart } from './holders.ts'
import { instancesChart } from './instances.ts'
import { latencyHeatChart } from './latency-heat.ts'
import { latencySpectrum } from './latency-spectrum.ts'
import { processors } from './processors.ts'
import { regionShare } from './region-share.ts'
import { revisionSpread } from './revision-spread.ts'
import { timeline } from './timeline.ts'
import { zoneShare } from './zone-share.ts'

/** Every chart of a report. A new one is one file and one line here. */
export const charts: readonly Chart[] = [
  timeline,
  regionShare,
  zoneShare,
  failureLayersChart,
  latencySpectrum,
  latencyHeatChart,
  instancesChart,
  holdersChart,
  cacheHits,
  revisionSpread,
  processors,
]
