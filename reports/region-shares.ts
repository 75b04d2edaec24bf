import type { Findings } from './findings.ts'

export type RegionShare = {
  readonly second: number
  readonly region: string
  readonly share: number
}

/** The shares of the zones of each region together, by second and in the order of the regions. */
export function regionShares({
  manifest,
  zoneShares,
}: {
  readonly manifest: Pick<Findings['manifest'], 'instances'>
  readonly zoneShares: Findings['zoneShares']
}): readonly RegionShare[] {
  const regionOf = new Map(manifest.instances.map(({ zone, region }) => [zone, region]))
  const regions = [...new Set(regionOf.values())]
  const bySecond = Map.groupBy(zoneShares, ({ second }) => second)
  return [...bySecond].flatMap(([second, rows]) =>
    regions.map((region) => {
      const own = rows.filter(({ zone }) => regionOf.get(zone) === region)
      return { second, region, share: own.reduce((sum, { share }) => sum + share, 0) }
    }),
  )
}
