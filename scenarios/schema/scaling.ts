import { z } from 'zod'
import { autoscaleSchema } from './autoscale.ts'

const atS = z.number().nonnegative().describe('seconds after the start of the load')
const takesMin = z
  .number()
  .min(0)
  .max(45)
  .describe('minutes of the platform (timing.platformMinuteMs)')

/** How the number of units changes while the service runs. */
export const scalingSchema = z.strictObject({
  // APIM, autoscale: at least 20 minutes; upgrade and scale: 15 to 45.
  takesMin: takesMin.default(20),
  manual: z
    .array(
      z.strictObject({
        atS,
        units: z.number().int().min(1).max(31).describe('how many there are to be'),
        region: z.string().optional().describe('absent: the primary one'),
      }),
    )
    .default([])
    .describe('by hand'),
  autoscale: autoscaleSchema.optional().describe('of the primary region'),
})

/** Whether lost units of a zone are replaced in the zones that are left. */
export const backfillSchema = z.strictObject({
  granted: z
    .union([z.boolean(), z.number().int().nonnegative()])
    .describe('whether the other zones have the capacity; a number: so many units at most'),
  afterS: z.number().nonnegative().default(5).describe('from the loss until the units serve'),
})

/** The platform updates instances by groups, and the service goes on. */
export const maintenanceSchema = z.strictObject({
  atS,
  groups: z.number().int().min(1).max(20).default(2).describe('update groups of each region'),
  drainS: z.number().nonnegative().optional().describe('absent: timing.drainMs'),
  pauseS: z.number().nonnegative().default(1).describe('between two groups'),
  platformVersion: z.string().min(1).max(40).default('2').describe('what the instances become'),
})

/** A change of the service itself while it serves: another tier, other zones. */
export const serviceChangeSchema = z
  .strictObject({
    atS,
    // APIM, upgrade and scale: 15 to 45 minutes, the same for zones.
    takesMin: takesMin.default(15),
    tier: z.enum(['basic', 'standard', 'premium', 'basic-v2', 'standard-v2']).optional(),
    region: z.string().optional().describe('whose zones change; absent: the primary one'),
    zones: z.number().int().min(1).max(3).optional(),
    redundancy: z.enum(['automatic', 'zone-redundant', 'zonal']).optional(),
    zonalIn: z.number().int().positive().optional(),
    units: z.number().int().min(1).max(31).optional().describe('absent: as many as there are'),
  })
  .refine(
    ({ tier, zones, redundancy, zonalIn }) =>
      (tier ?? zones ?? redundancy ?? zonalIn) !== undefined,
    'a change names a tier, zones, redundancy or zonalIn',
  )

export type ScalingInput = z.output<typeof scalingSchema>
export type BackfillInput = z.output<typeof backfillSchema>
export type MaintenanceInput = z.output<typeof maintenanceSchema>
export type ServiceChangeInput = z.output<typeof serviceChangeSchema>
