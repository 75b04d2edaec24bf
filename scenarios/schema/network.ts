import { z } from 'zod'

const roundTripMs = z.number().nonnegative().max(10_000)

/**
 * How far parts of the world are from each other, as round trips; every link between them carries
 * half of it each way. 0: as near as one machine is.
 */
export const networkSchema = z.strictObject({
  betweenRegionsMs: roundTripMs.default(0).describe('round trip between any two regions'),
  betweenZonesMs: roundTripMs.default(0).describe('round trip between two zones of a region'),
  pairsMs: z
    .record(z.string(), z.record(z.string(), roundTripMs))
    .default({})
    .describe('round trip between two named regions, in either order'),
})

export type Network = z.output<typeof networkSchema>
