import { defineChart } from './define-chart.ts'
import { shareBands, shareTable } from './share-bands.ts'

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
  table({ zoneShares }) {
    return shareTable(zoneShares, 'zone')
  },
  spec(findings) {
    return shareBands(findings, findings.zoneShares, 'zone')
  },
})
