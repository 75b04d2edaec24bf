import { z } from 'zod'
import type { DrillEvent } from '../ledger/events.ts'

export const regionTurnKinds = [
  'region-out',
  'region-in',
  'gateway-disabled',
  'gateway-enabled',
  'dns-changed',
] as const

/** One step of a failover or failback: the router's, or of clients who are told another region. */
export type RegionTurn = {
  readonly atUs: number
  readonly kind: (typeof regionTurnKinds)[number]
  /** Absent: clients were told no region at all. */
  readonly region?: string
  /** Whose clients. */
  readonly population?: string
}

const detailSchema = z.object({ population: z.string() })

/** In order, from the load's start on: what was before is how the world came up. */
export function regionTurnsOf(
  events: readonly DrillEvent[],
  { loadStartUs }: { readonly loadStartUs: number },
): readonly RegionTurn[] {
  return events.flatMap(({ atUs, kind: seen, region, detail }) => {
    const kind = regionTurnKinds.find((known) => known === seen)
    if (kind === undefined || atUs < loadStartUs) return []
    const told = detailSchema.safeParse(detail)
    return [
      {
        atUs,
        kind,
        ...(region === undefined ? {} : { region }),
        ...(told.success ? { population: told.data.population } : {}),
      },
    ]
  })
}
