import type { Network } from '../../scenarios/schema/network.ts'

/** Where a part stands; without a zone it belongs to none. */
export type Location = { readonly region: string; readonly zone?: string | undefined }

/** The round trip between two locations, in milliseconds. */
export function roundTripMs(network: Network, from: Location, to: Location): number {
  if (from.region !== to.region) {
    const { pairsMs, betweenRegionsMs } = network
    return (
      pairsMs[from.region]?.[to.region] ?? pairsMs[to.region]?.[from.region] ?? betweenRegionsMs
    )
  }
  const isApart = from.zone !== undefined && to.zone !== undefined && from.zone !== to.zone
  return isApart ? network.betweenZonesMs : 0
}
