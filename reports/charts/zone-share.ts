import type { TopLevelSpec } from 'vega-lite'
import type { ZoneShare } from '../shares.ts'
import { defineChart } from './define-chart.ts'
import { bandLayer, markLayer, timeAxis } from './fault-marks.ts'
import { seriesColour } from './palette.ts'

/** Which zone carried how much of the traffic, second by second. */
export const zoneShare = defineChart({
  name: 'zone-share',
  title: 'Traffic share per zone',
  about:
    'Share of the requests of each second that the edge sent to the instances of each zone, ' +
    'answered or not.',
  describe: ({ zoneShares }) => {
    const zones = [...new Set(zoneShares.map(({ zone }) => zone))]
    const mean = (zone: string) => {
      const shares = zoneShares.filter((row) => row.zone === zone).map(({ share }) => share)
      return shares.reduce((sum, share) => sum + share, 0) / Math.max(shares.length, 1)
    }
    return zones.map((zone) => `${zone} ${(mean(zone) * 100).toFixed(1)} % on average`).join(', ')
  },
  spec(findings): TopLevelSpec | undefined {
    const { zoneShares } = findings
    if (zoneShares.length === 0) return undefined
    const zones = [...new Set(zoneShares.map(({ zone }) => zone))]
    const values = stacked(zoneShares)
    return {
      width: 980,
      height: 150,
      layer: [
        bandLayer(findings),
        {
          data: { values },
          mark: { type: 'rect' },
          encoding: {
            x: { ...timeAxis(findings, 'seconds of the load'), field: 'second' },
            x2: { field: 'end' },
            y: {
              field: 'low',
              type: 'quantitative',
              // The rest above shows the shaded fault.
              scale: { domain: [0, 1.12], nice: false },
              axis: { title: 'share of requests', format: '.0%', values: [0, 0.25, 0.5, 0.75, 1] },
            },
            y2: { field: 'high' },
            color: {
              field: 'zone',
              type: 'nominal',
              scale: {
                domain: zones,
                range: zones.map((_zone, index) => seriesColour(index)),
              },
              legend: { title: null, orient: 'right' },
            },
          },
        },
        markLayer(findings),
      ],
      resolve: { scale: { color: 'independent' } },
    }
  },
})

/** The shares of each second, one on top of the other; they come by second. */
function stacked(zoneShares: readonly ZoneShare[]) {
  let low = 0
  let last = -1
  return zoneShares.map(({ second, zone, share }) => {
    if (second !== last) low = 0
    last = second
    low += share
    return { second, end: second + 1, zone, low: low - share, high: low }
  })
}
