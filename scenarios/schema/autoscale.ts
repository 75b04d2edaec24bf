import { z } from 'zod'
import { isoDurationSchema } from './iso-duration.ts'

const minuteMs = 60_000

/** A number, also as the text that ARM documents have for it. */
const countSchema = z.coerce.number().int().positive()

function durationBetween(minMs: number, maxMs: number, range: string) {
  return isoDurationSchema.refine((ms) => ms >= minMs && ms <= maxMs, range)
}

const metricTriggerSchema = z.strictObject({
  metricName: z.enum(['Capacity', 'CpuPercent_Gateway']),
  timeGrain: isoDurationSchema.prefault('PT1M'),
  statistic: z
    .enum(['Average', 'Min', 'Max', 'Sum', 'Count'])
    .default('Average')
    .describe('over the instances, for each grain'),
  timeWindow: durationBetween(5 * minuteMs, 720 * minuteMs, '5 minutes to 12 hours'),
  timeAggregation: z
    .enum(['Average', 'Minimum', 'Maximum', 'Total', 'Count', 'Last'])
    .default('Average')
    .describe('over the grains of the window'),
  operator: z.enum([
    'Equals',
    'NotEquals',
    'GreaterThan',
    'GreaterThanOrEqual',
    'LessThan',
    'LessThanOrEqual',
  ]),
  threshold: z.number(),
  dividePerInstance: z.boolean().default(false),
})

const scaleActionSchema = z.strictObject({
  direction: z.enum(['Increase', 'Decrease']),
  type: z.enum(['ChangeCount', 'PercentChangeCount', 'ExactCount']).default('ChangeCount'),
  value: countSchema.prefault(1),
  cooldown: durationBetween(minuteMs, 7 * 24 * 60 * minuteMs, '1 minute to 1 week'),
})

const capacitySchema = z
  .strictObject({ minimum: countSchema, maximum: countSchema, default: countSchema })
  .refine(
    (capacity) => capacity.minimum <= capacity.default && capacity.default <= capacity.maximum,
    'minimum <= default <= maximum',
  )

const profileSchema = z.strictObject({
  name: z.string(),
  capacity: capacitySchema,
  rules: z
    .array(z.strictObject({ metricTrigger: metricTriggerSchema, scaleAction: scaleActionSchema }))
    .max(10)
    .default([]),
  fixedDate: z
    .strictObject({ timeZone: z.string().default('UTC'), start: z.string(), end: z.string() })
    .optional(),
  recurrence: z
    .strictObject({
      frequency: z.literal('Week').default('Week'),
      schedule: z.strictObject({
        timeZone: z.string().default('UTC'),
        days: z
          .array(
            z.enum(['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']),
          )
          .min(1),
        hours: z.array(z.number().int().min(0).max(23)).min(1),
        minutes: z.array(z.number().int().min(0).max(59)).min(1),
      }),
    })
    .optional()
    .describe('when the profile begins; it ends when the next one begins'),
})

/**
 * The profiles of an Azure Monitor autoscale setting as its ARM document has them, but for the
 * resource's id. It scales the primary region. Source: Microsoft.Insights/autoscaleSettings.
 */
export const autoscaleSchema = z.strictObject({
  profiles: z.array(profileSchema).min(1).max(20),
  /** What the platform's clock shows when the load begins; for profiles that go by it. */
  startsAt: z.iso
    .datetime()
    .default('2026-01-05T09:00:00Z')
    .describe("the platform's wall clock at second 0 of the load"),
})

export type AutoscaleInput = z.output<typeof autoscaleSchema>
export type AutoscaleProfile = AutoscaleInput['profiles'][number]
export type AutoscaleRule = AutoscaleProfile['rules'][number]
