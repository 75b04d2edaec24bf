import { z } from 'zod'

/** A value for some regions, by name. */
const perRegion = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value).default({})

/**
 * How clients come to a region. The rules of routing are those of Azure Traffic Manager; which
 * names it may say is checked by `sim/topology`.
 */
export const edgeSchema = z.strictObject({
  kind: z
    .enum(['direct', 'traffic-manager', 'front-door'])
    .optional()
    .describe('absent: direct with one region, a traffic manager with several'),
  routing: z
    .enum(['performance', 'priority', 'weighted', 'custom'])
    .default('performance')
    .describe('how a region is chosen among the healthy ones'),
  priorities: perRegion(z.number().int().min(1).max(1_000)).describe(
    'of routing priority: the lowest comes first; absent: in the order of the regions',
  ),
  weights: perRegion(z.number().int().min(1).max(1_000)).describe('of routing weighted; absent: 1'),
  custom: perRegion(z.array(z.string()).min(1)).describe(
    'of routing custom: where clients are, and the regions they are sent to, best first',
  ),
  disabled: z
    .array(z.string())
    .default([])
    .describe('regions whose gateway is disabled (disableGateway) from the start'),
})

export type Edge = z.output<typeof edgeSchema>
