import { z } from 'zod'

/*
 * What a run keeps of OpenSLO documents: resolved, with durations in seconds and targets as shares.
 * Source: OpenSLO v1, https://github.com/OpenSLO/OpenSLO.
 */

const list = z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)])

/** Which requests a metric counts: those that are of every field that is there. */
export const selectorSchema = z.strictObject({
  outcome: list.optional().describe('ok, rejected, failed, unknown, not-sent'),
  population: list.optional(),
  operation: list.optional(),
  api: list.optional(),
  region: list.optional(),
  zone: list.optional(),
  phase: list.optional().describe('before, during, recovery, after'),
  latencyBelowMs: z.number().positive().optional().describe('answered well and within so long'),
})
export type Selector = z.output<typeof selectorSchema>

export const thresholdSchema = z.strictObject({
  measure: z.literal('latency').describe('from the intended start, ms'),
  quantile: z.number().gt(0).lt(1).default(0.99).describe('of a slice; of Timeslices alone'),
  ...selectorSchema.shape,
})
export type Threshold = z.output<typeof thresholdSchema>

export const indicatorSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ratio'),
    good: selectorSchema.optional(),
    bad: selectorSchema.optional(),
    total: selectorSchema,
  }),
  z.strictObject({ kind: z.literal('threshold'), threshold: thresholdSchema }),
])
export type Indicator = z.output<typeof indicatorSchema>

export const sloOperators = ['lt', 'lte', 'gt', 'gte'] as const

export const sloSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  /** `slo/orders.yaml:3`. */
  where: z.string(),
  windowS: z.number().positive(),
  method: z.enum(['Occurrences', 'Timeslices', 'RatioTimeslices']),
  objectives: z
    .array(
      z.strictObject({
        title: z.string(),
        indicator: indicatorSchema,
        /** 0 to 1. */
        target: z.number(),
        op: z.enum(sloOperators).optional(),
        value: z.number().optional(),
        timeSliceTarget: z.number().optional(),
        timeSliceWindowS: z.number().positive().optional(),
        weight: z.number().positive().optional(),
      }),
    )
    .min(1),
  /** Burn-rate conditions of its alert policies. */
  alerts: z.array(
    z.strictObject({
      name: z.string(),
      threshold: z.number().positive(),
      lookbackS: z.number().positive(),
    }),
  ),
})

export type Slo = z.output<typeof sloSchema>
