import { regionShares } from '../region-shares.ts'
import { defineChart } from './define-chart.ts'
import { shareBands, shareTable } from './share-bands.ts'

/** Which region carried how much of the traffic, second by second: failover and failback. */
export const regionShare = defineChart({
  name: 'region-share',
  title: 'Traffic share per region',
  about:
    'Share of the requests of each second that came to the instances of each region, answered or not.',
  isShown: ({ manifest }) => new Set(manifest.instances.map(({ region }) => region)).size > 1,
  describe(findings) {
    const shares = regionShares(findings)
    const regions = [...new Set(shares.map(({ region }) => region))]
    const texts = regions.map((region) => {
      const own = shares.filter((row) => row.region === region).map(({ share }) => share)
      const percent = (share: number) => `${(share * 100).toFixed(1)} %`
      return `${region} from ${percent(Math.min(...own))} to ${percent(Math.max(...own))}`
    })
    return `Least and most of a second: ${texts.join(', ')}`
  },
  table(findings) {
    return shareTable(regionShares(findings), 'region')
  },
  spec(findings) {
    return shareBands(findings, regionShares(findings), 'region')
  },
})
