import { z } from 'zod'
import type { DrillEvent } from '../ledger/events.ts'
import type { Manifest } from './store/manifest.ts'

const scaledSchema = z.looseObject({
  what: z.literal('scale'),
  region: z.string(),
  to: z.number(),
})

/**
 * How many units the managed service had at the start and after every scaling that was done, all
 * regions together. Units of workspaces and self-hosted gateways are not scaled, and not counted.
 */
export function unitCountsOf(
  { instances }: Pick<Manifest, 'instances'>,
  events: readonly DrillEvent[],
): readonly number[] {
  const managed = instances.filter(({ gateway }) => gateway === undefined)
  const units = new Map(
    [...Map.groupBy(managed, ({ region }) => region)].map(([region, placed]) => [
      region,
      new Set(placed.map(({ unit }) => unit)).size,
    ]),
  )
  const total = () => [...units.values()].reduce((sum, count) => sum + count, 0)
  const counts = [total()]
  for (const { kind, detail } of events) {
    const scaled = kind === 'change-ended' ? scaledSchema.safeParse(detail) : undefined
    if (scaled?.success !== true) continue
    units.set(scaled.data.region, scaled.data.to)
    counts.push(total())
  }
  return counts
}
