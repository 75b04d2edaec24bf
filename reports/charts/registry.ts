import type { Chart } from './define-chart.ts'
import { failureLayersChart } from './failure-layers.ts'
import { latencySpectrum } from './latency-spectrum.ts'
import { regionShare } from './region-share.ts'
import { timeline } from './timeline.ts'
import { zoneShare } from './zone-share.ts'

/** Every chart of a report. A new one is one file and one line here. */
export const charts: readonly Chart[] = [
  timeline,
  regionShare,
  zoneShare,
  failureLayersChart,
  latencySpectrum,
]
